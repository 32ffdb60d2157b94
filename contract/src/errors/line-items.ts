import { error } from "../error.ts";
import { date, json, listOf, text } from "../field.ts";

/** Line items. */
export const lineItemErrors = {
  "LineItem.CannotChangeProductID": error(
    400,
    "The product of a line item cannot be changed.",
    "Delete the line item and create another.",
    { LineItemID: text() },
  ),
  "LineItem.CannotPatchShippingAddressIfMissing": error(
    400,
    "There is no shipping address on the line item to change.",
    "Set a whole shipping address with PUT first.",
  ),
  "LineItem.DateNeededMustBeGreaterThanDateAdded": error(
    400,
    "DateNeeded must be later than DateAdded.",
    "Send a later DateNeeded.",
    { DateAdded: date({ nullable: true }) },
  ),
  "LineItem.QuantityMustBePositive": error(400, "Quantity must be at least 1.", "Send a Quantity of 1 or more.", {
    Model: text({ nullable: true }),
    Property: text({ nullable: true }),
    ProductID: text({ nullable: true }),
    LineItemID: text({ nullable: true }),
  }),
  "LineItem.VariantNotFound": error(
    400,
    "No variant has these spec values.",
    "Choose options for which there is an active variant.",
    { Specs: listOf(json()), ProductID: text({ nullable: true }), LineItemID: text({ nullable: true }) },
  ),
  "LineItem.ProductNotAvailableFromSeller": error(
    400,
    "The company the order goes to does not sell this product.",
    "Name a company that sells the product, or order it from the marketplace owner.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "LineItem.MustSortByOrderFirst": error(
    400,
    "Sort by a property of the order first.",
    "Put a property of the order first in sortBy.",
  ),
  "LineItem.CannotFilterByOrderOrLineItem": error(
    400,
    "A filter over alternatives must stay within the order or within the line item.",
    "Divide the filter in two, one for the order and one for the line item.",
  ),
  "LineItem.CannotSearchByOrderOrLineItem": error(
    400,
    "Search either properties of the order or of the line item.",
    "Name properties of one of the two in searchOn.",
  ),
  "LineItem.CannotPurchaseParentProduct": error(
    400,
    "Order one of the child products instead of their parent.",
    "Send the ID of a child product.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "LineItem.CannotPurchaseBundleProduct": error(
    400,
    "Add bundles through the bundle operations.",
    "Call the operation that adds a bundle.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "LineItem.CannotRemoveBundle": error(
    400,
    "Remove bundles through the bundle operations.",
    "Call the operation that removes a bundle.",
  ),
  "LineItem.CannotRemoveBundleItem": error(
    400,
    "Remove items of a bundle through the bundle operations.",
    "Call the operation that removes an item of a bundle.",
  ),
  "LineItem.CannotRemoveRequiredBundleItem": error(400, "The bundle requires this item.", "Remove the whole bundle."),
};
