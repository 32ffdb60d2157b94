import { type Call, crud, get, list } from "../declare.ts";
import { integer, text } from "../field.ts";
import { withAddress } from "../parameters.ts";

const catalogID = text("Catalog of the categories. Left out: the default one.");
const sellerID = text("Seller whose prices are shown. Left out: those of the product's owner.");
const through = text("Catalog through which the shopper found the product; no effect.");

export const products: readonly Call[] = [
  ...crud("/me/catalogs/{catalogID}", "Catalog", {
    noun: ["a catalog", "catalogs"],
    names: ["Catalog", "Catalogs"],
    whose: "the caller may see",
    only: ["List", "Get"],
    except: { List: { query: { sellerID: text("Only catalogs of this owner.") } } },
  }),
  ...crud("/me/categories/{categoryID}", "Category", {
    noun: ["a category", "categories"],
    names: ["Category", "Categories"],
    whose: "the caller may see",
    only: ["List", "Get"],
    except: {
      List: {
        query: {
          depth: text("Levels to go down, from 1, or `all`. Left out: 1; with a product, all."),
          catalogID,
          productID: text("Only categories that hold this product."),
        },
      },
      Get: { query: { catalogID: { ...catalogID, expected: true } } },
    },
  }),
  ...crud("/me/products/{productID}", "BuyerProduct", {
    noun: ["a product", "products"],
    names: ["Product", "Products"],
    whose: "the caller may see",
    only: ["List", "Get"],
    list: "faceted",
    except: {
      List: {
        query: {
          catalogID: text("Only products in this catalog. Left out: of all that the shopper sees."),
          categoryID: text("Only products under this category; without a catalog, of the default one."),
          depth: text("Levels of categories to go down, from 1, or `all`. Left out: all."),
          sellerID,
        },
      },
      Get: { query: { sellerID } },
    },
  }),
  get("SuggestProducts", "/me/productsuggestions", {
    summary: "Suggest how what the caller is typing may go on: words of products that they see, and these products.",
    query: {
      search: text("What is typed so far. Without: no suggestions."),
      catalogID: text("Only products in this catalog. Left out: of all that the shopper sees."),
      categoryID: text("Only products under this category; without a catalog, of the default one."),
      pageSize: integer("Suggestions at most, from 1 to 20. Default: 10.", { atLeast: 1, atMost: 20 }),
    },
    reply: "ProductSuggestions",
    extension: true,
  }),
  get("ExplainProduct", "/me/products/{productID}/explain", {
    summary: "Explain why the caller sees a product or not, and where its price comes from; not in production.",
    query: { sellerID },
    reply: "ProductExplanation",
    extension: true,
  }),
  list("ListProductInventoryRecords", "/me/products/{productID}/inventoryrecords", "InventoryRecord", {
    summary: "List the inventory records of a product that the caller may draw on.",
    query: withAddress,
  }),
  list("ListProductSellers", "/me/products/{productID}/sellers", "ProductSeller", {
    summary: "List the companies the caller can buy a product from.",
  }),
  ...crud("/me/products/{productID}/specs/{specID}", "Spec", {
    noun: ["a spec", "specs"],
    whose: "of a product",
    names: ["Spec", "Specs"],
    only: ["List", "Get"],
    except: { List: { query: { catalogID: through } }, Get: { query: { catalogID: through } } },
  }),
  ...crud("/me/products/{productID}/variants/{variantID}", "Variant", {
    noun: ["a variant", "variants"],
    whose: "of a product",
    names: ["Variant", "Variants"],
    only: ["List", "Get"],
  }),
  list(
    "ListVariantInventoryRecords",
    "/me/products/{productID}/variants/{variantID}/inventoryrecords",
    "InventoryRecord",
    {
      summary: "List the inventory records of a variant that the caller may draw on.",
      query: withAddress,
    },
  ),
  ...crud("/me/promotions/{promotionID}", "Promotion", {
    noun: ["a promotion", "promotions"],
    names: ["Promotion", "Promotions"],
    whose: "the caller may see",
    only: ["List", "Get"],
  }),
];
