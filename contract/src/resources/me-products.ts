import { type Call, crud, list } from "../declare.ts";
import { flag, text } from "../field.ts";

export const products: readonly Call[] = [
  ...crud("/me/catalogs/{catalogID}", "Catalog", {
    names: ["Catalog", "Catalogs"],
    whose: "the caller may see",
    only: ["List", "Get"],
    except: { List: { query: { sellerID: text() } } },
  }),
  ...crud("/me/categories/{categoryID}", "Category", {
    names: ["Category", "Categories"],
    whose: "the caller may see",
    only: ["List", "Get"],
    except: {
      List: { query: { depth: text(), catalogID: text(), productID: text() } },
      Get: { query: { catalogID: text() } },
    },
  }),
  ...crud("/me/products/{productID}", "BuyerProduct", {
    names: ["Product", "Products"],
    whose: "the caller may see",
    only: ["List", "Get"],
    list: "faceted",
    except: {
      List: { query: { catalogID: text(), categoryID: text(), depth: text(), sellerID: text() } },
      Get: { query: { sellerID: text() } },
    },
  }),
  list("ListProductInventoryRecords", "/me/products/{productID}/inventoryrecords", "InventoryRecord", {
    summary: "List the inventory records of a product that the caller may draw on.",
    query: { includeAddress: flag() },
  }),
  list("ListProductSellers", "/me/products/{productID}/sellers", "ProductSeller", {
    summary: "List the companies the caller can buy a product from.",
  }),
  ...crud("/me/products/{productID}/specs/{specID}", "Spec", {
    names: ["Spec", "Specs"],
    only: ["List", "Get"],
    except: { List: { query: { catalogID: text() } }, Get: { query: { catalogID: text() } } },
  }),
  ...crud("/me/products/{productID}/variants/{variantID}", "Variant", {
    names: ["Variant", "Variants"],
    only: ["List", "Get"],
  }),
  list(
    "ListVariantInventoryRecords",
    "/me/products/{productID}/variants/{variantID}/inventoryrecords",
    "InventoryRecord",
    {
      summary: "List the inventory records of a variant that the caller may draw on.",
      query: { includeAddress: flag() },
    },
  ),
  ...crud("/me/promotions/{promotionID}", "Promotion", {
    names: ["Promotion", "Promotions"],
    whose: "the caller may see",
    only: ["List", "Get"],
  }),
];
