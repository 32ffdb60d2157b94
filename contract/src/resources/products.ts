import { assignments, crud, get, list, post, put, remove, resource } from "../declare.ts";
import { flag, text } from "../field.ts";
import { ofParty, only, onlyUserOfOld, placed } from "../parameters.ts";

export const products = resource("Products", {
  section: "Product catalogs",
  description: "What is sold: products, their variants, their suppliers and who may buy them at which prices.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/products/{productID}", "Product", {
      noun: ["a product", "products"],
      list: "faceted",
      except: { List: { query: placed } },
    }),
    assignments("/products/assignments", "ProductAssignment", {
      noun: ["a product assignment", "product assignments"],
      list: { ...only("productID", "priceScheduleID", "buyerID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/products/{productID}/assignments/{buyerID}",
      by: ofParty("userID", "userGroupID", "sellerID"),
      roles: {
        list: ["ProductAdmin", "ProductAssignmentAdmin", "ProductReader"],
        save: ["ProductAdmin", "ProductAssignmentAdmin"],
        remove: ["ProductAdmin", "ProductAssignmentAdmin"],
      },
    }),
    get("Explain", "/products/{productID}/explain", {
      summary: "Explain why a buyer or user sees a product or not, and where its price comes from.",
      query: {
        buyerID: text("Buyer whose view is explained.", { required: true }),
        userID: text("User of the buyer. Left out: the buyer as a whole, without its groups."),
        sellerID: text("Seller whose price is asked for. Left out: whichever applies without naming one."),
      },
      reply: "ProductExplanation",
      userTypes: ["Seller"],
      extension: true,
    }),
    list("ListSpecs", "/products/{productID}/specs", "Spec", { summary: "List the specs of a product." }),
    list("ListSuppliers", "/products/{productID}/suppliers", "ProductSupplier", {
      summary: "List the suppliers of a product.",
    }),
    put("SaveSupplier", "/products/{productID}/suppliers/{supplierID}", {
      summary: "Let a supplier sell a product.",
      query: {
        defaultPriceScheduleID: text("Prices at which the supplier sells it. Left out: none."),
      },
    }),
    remove("RemoveSupplier", "/products/{productID}/suppliers/{supplierID}", {
      summary: "Stop a supplier from selling a product.",
    }),
    crud("/products/{productID}/variants/{variantID}", "Variant", {
      noun: ["a variant", "variants"],
      whose: "of a product",
      names: ["Variant", "Variants"],
      only: ["List", "Get", "Save", "Patch"],
    }),
    post("GenerateVariants", "/products/{productID}/variants/generate", {
      summary: "Generate a variant for every combination of variant-defining spec options.",
      body: "VariantOverrides",
      optionalBody: true,
      reply: "Product",
      query: {
        overwriteExisting: flag("Makes all of them anew: what was changed about a variant, and its stock, is lost."),
      },
    }),
  ],
  raises: {
    List: ["Product.CategoryFilterRequiresCatalogID", "Product.CacheBuilding", "Search.ExceedsRebuildLimit"],
    "Save Patch Delete SaveSupplier RemoveSupplier SaveVariant PatchVariant GenerateVariants": ["Product.CannotModify"],
    "Create Save Patch": [
      "Product.CannotModifyAllSuppliersCanSell",
      "Product.CannotModifyIsParent",
      "Product.CannotModifyIsParentForVariant",
      "Product.CannotModifyParentIDForVariant",
      "Product.IsNotParent",
      "Product.ParentProductCannotHaveParent",
      "Product.ParentProductCannotBeABundle",
      "Product.ParentChildProductOwnersShouldMatch",
      "PriceSchedule.NoPriceBreaks",
      "PriceSchedule.InvalidDefaultPriceScheduleID",
      "Seller.AutoForwardingUserRequired",
      "InventoryConfiguration.CannotChangeVariantLevelTracking",
      "InventoryConfiguration.CannotSetVariantLevelTracking",
      "Product.InventoryDisabled",
    ],
    "Save Patch": ["ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec"],
    Delete: ["Product.CannotDeleteParentProduct", "Product.CannotDeleteProductAssingedToBundle"],
    SaveAssignment: [
      "Product.CannotAssignNotInBuyerCatalog",
      "Product.RequiresPriceScheduleOrBuyer",
      "ProductAssigment.MustSpecifyPriceScheduleID",
      "PriceSchedule.NoPriceBreaks",
      "PriceSchedule.CurrencyMismatch",
      "PriceSchedule.InvalidDefaultPriceScheduleID",
    ],
    SaveSupplier: ["PriceSchedule.NoPriceBreaks", "PriceSchedule.InvalidDefaultPriceScheduleID"],
    GenerateVariants: [
      "Variant.ExceededLimit",
      "Product.ParentChildProductsCannotHaveVariants",
      "Product.BundleProductCannotHaveVariants",
    ],
    "SaveVariant PatchVariant": [
      "Variant.MustEnableInventory",
      "Variant.MustHavePriceSchedule",
      "InventoryConfiguration.ProductInventoryMustExist",
    ],
  },
});
