import { error } from "../error.ts";

/** Bundles. */
export const bundleErrors = {
  "Bundle.OwnerIDMustMatch": error(
    400,
    "A bundle holds only products of its own owner.",
    "Assign products whose OwnerID is the bundle's.",
  ),
  "Bundle.ParentProductAssigned": error(
    400,
    "The parent of this product is in the bundle already.",
    "Take the parent out of the bundle first, or leave it to stand for its children.",
  ),
  "Bundle.ChildProductsAssigned": error(
    400,
    "Child products of this product are in the bundle already.",
    "Take the child products out of the bundle first.",
  ),
  "Bundle.ProductNotAssigned": error(
    400,
    "The product is not part of the bundle.",
    "Name products that are assigned to the bundle.",
  ),
  "Bundle.RequiredBundleItemMissing": error(
    400,
    "A required item of the bundle is missing.",
    "Add every item that the bundle requires.",
  ),
  "Bundle.DefaultQuantityMissing": error(
    400,
    "A required item of the bundle has no default quantity; name the quantities.",
    "Send a quantity for each such item.",
  ),
};
