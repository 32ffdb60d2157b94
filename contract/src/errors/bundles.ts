import { error } from "../error.ts";
import { integer, listOf, text } from "../field.ts";

/** Bundles. */
export const bundleErrors = {
  "Bundle.OwnerIDMustMatch": error(
    400,
    "A bundle holds only products of its own owner.",
    "Assign products whose OwnerID is the bundle's.",
    { BundleID: text(), ProductID: text() },
  ),
  "Bundle.ParentProductAssigned": error(
    400,
    "The parent of this product is in the bundle already.",
    "Take the parent out of the bundle first, or leave it to stand for its children.",
    { BundleID: text(), ProductID: text() },
  ),
  "Bundle.ChildProductsAssigned": error(
    400,
    "Child products of this product are in the bundle already.",
    "Take the child products out of the bundle first.",
    { BundleID: text(), ProductID: text() },
  ),
  "Bundle.CannotContainBundle": error(
    400,
    "A bundle consists of products, not of bundles.",
    "Assign the products of the other bundle one by one.",
    { BundleID: text(), ProductID: text() },
  ),
  "Bundle.MaximumProductsReached": error(
    400,
    "The bundle has as many products as it can have.",
    "Take others out first, or make several bundles.",
    { BundleID: text(), ProductID: text(), MaximumProducts: integer() },
  ),
  "Bundle.ProductNotAssigned": error(
    400,
    "The product is not part of the bundle.",
    "Name products that are assigned to the bundle.",
    { BundleID: text(), ProductIDs: listOf(text()) },
  ),
  "Bundle.RequiredBundleItemMissing": error(
    400,
    "A required item of the bundle is missing.",
    "Add every item that the bundle requires.",
    { BundleID: text(), ProductIDs: listOf(text()) },
  ),
  "Bundle.DefaultQuantityMissing": error(
    400,
    "A required item of the bundle has no default quantity; name the quantities.",
    "Send a quantity for each such item.",
    { ProductIDs: listOf(text()) },
  ),
};
