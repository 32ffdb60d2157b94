import { error } from "../error.ts";
import { integer, text } from "../field.ts";

/** Shipments. */
export const shipmentErrors = {
  "ShipmentItem.QuantityExceeded": error(
    400,
    "More than what is left to ship.",
    "Ship at most Quantity less QuantityShipped.",
    { OrderID: text(), LineItemID: text(), Quantity: integer(), QuantityShipped: integer() },
  ),
  "ShipmentItem.CannotBeBundle": error(
    400,
    "Ship the items of a bundle, not the bundle.",
    "Ship the line items of the bundle's products.",
    { OrderID: text(), LineItemID: text() },
  ),
};
