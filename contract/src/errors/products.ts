import { error } from "../error.ts";
import { integer, text } from "../field.ts";

/** Products, their variants, assignments and facets. */
export const productErrors = {
  "Product.CacheBuilding": error(
    503,
    "Products are being indexed. Please try again in a moment.",
    "Try again after a few seconds.",
  ),
  "Product.CannotAssignNotInBuyerCatalog": error(
    400,
    "The product is in no catalog that the party sees.",
    "Assign the product to a catalog of the buyer first.",
    { ProductID: text(), BuyerID: text({ nullable: true }) },
  ),
  "Product.CannotModify": error(403, "You may not change this product.", "Use a token of the product's owner."),
  "Product.CategoryFilterRequiresCatalogID": error(
    400,
    "Filtering by category needs a catalogID.",
    "Send catalogID as well.",
  ),
  "Product.InventoryDisabled": error(
    400,
    "Inventory is not enabled for the product.",
    "Set Inventory.Enabled of the product.",
  ),
  "Product.RequiresPriceScheduleOrBuyer": error(
    400,
    "Name a price schedule, a buyer or both.",
    "Send at least one of the two.",
  ),
  "Product.CannotModifyAllSuppliersCanSell": error(
    400,
    "Only the marketplace owner decides whether all suppliers can sell its product.",
    "Leave AllSuppliersCanSell out, or use a token of the marketplace owner.",
  ),
  "Product.CannotModifyIsParent": error(
    400,
    "The product has child products.",
    "Delete the child products, or give them another parent, first.",
  ),
  "Product.CannotModifyIsParentForVariant": error(
    400,
    "A product with variants cannot be a parent.",
    "Take the specs that define variants off the product first.",
  ),
  "Product.CannotModifyParentIDForVariant": error(
    400,
    "A product with variants cannot have a parent.",
    "Take the specs that define variants off the product first.",
  ),
  "Product.IsNotParent": error(400, "ParentID does not name a parent product.", "Name a product with IsParent.", {
    ParentID: text(),
  }),
  "Product.ParentProductCannotHaveParent": error(
    400,
    "A parent product cannot have a parent itself.",
    "Send ParentID or IsParent, not both.",
  ),
  "Product.CannotDeleteParentProduct": error(
    400,
    "Delete the child products first.",
    "Delete the child products, or give them another parent, first.",
  ),
  "Product.ParentChildProductOwnersShouldMatch": error(
    400,
    "Parent and child products must have the same owner.",
    "Send the parent's OwnerID, or none.",
    { OwnerID: text({ nullable: true }), ParentOwnerID: text() },
  ),
  "Product.ParentChildProductsCannotHaveVariants": error(
    400,
    "Parent and child products cannot have variants.",
    "Make each variant a child product.",
  ),
  "Product.BundleProductCannotHaveVariants": error(
    400,
    "Bundles cannot have variants.",
    "Give the variants to the products of the bundle.",
  ),
  "Product.ParentProductCannotBeABundle": error(
    400,
    "A parent product cannot be a bundle.",
    "Bundle child products under a product of their own.",
    { ParentID: text({ nullable: true }) },
  ),
  "Product.CannotDeleteProductAssingedToBundle": error(
    400,
    "The product is part of a bundle.",
    "Take the product out of the bundle first.",
  ),
  "ProductAssigment.MustSpecifyPriceScheduleID": error(
    400,
    "SellerID needs a PriceScheduleID.",
    "Send PriceScheduleID as well.",
    { SellerID: text() },
  ),
  "ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec": error(
    400,
    "Parent and child products cannot have a spec that defines variants.",
    "Clear DefinesVariant of the spec, or use another.",
  ),
  "ProductAssigment.BundleProductCannotBeAssignedToVariantSpec": error(
    400,
    "Bundles cannot have a spec that defines variants.",
    "Clear DefinesVariant of the spec, or use another.",
  ),
  "Synonym.MaximumSynonymsReached": error(
    400,
    "The marketplace has as many synonyms as it can have.",
    "Delete some that are not needed any more, or put terms that mean the same into one.",
    { MaximumSynonyms: integer() },
  ),
  "ProductFacet.XpPathInUse": error(409, "Another facet has this XpPath.", "Change the facet that exists."),
  "Variant.ExceededLimit": error(
    400,
    "The product would have more variants than allowed.",
    "Divide the product, or let fewer specs define variants.",
    { Limit: integer(), Combinations: integer() },
  ),
  "Variant.MustEnableInventory": error(
    400,
    "Inventory by variant is not enabled for the product.",
    "Set Inventory.VariantLevelTracking of the product.",
  ),
  "Variant.MustHavePriceSchedule": error(
    400,
    "Prices of variants need a price schedule.",
    "Name a price schedule in the product first.",
  ),
  "Seller.AutoForwardingUserRequired": error(
    400,
    "AutoForward needs a user of the seller who forwards orders.",
    "Name a DefaultSupplierID, and a user in the marketplace who forwards orders.",
    { DefaultSupplierID: text({ nullable: true }) },
  ),
};
