import { date, decimal, embedded, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { owner, ownId } from "../shared-fields.ts";

export const shipment = model(
  "Shipment",
  {
    ID: ownId("the marketplace", { search: 1, sort: 3 }),
    BuyerID: text("Buyer whose goods are shipped. For a buyer's user: their own.", { search: 2, sort: 4 }),
    Shipper: text("Carrier, in any spelling.", { search: 3, sort: 5 }),
    DateShipped: date(
      "When it was sent. Setting it tells the shopper, and completes orders that are shipped whole: set it after the items.",
      { search: 4, sort: 1 },
    ),
    DateDelivered: date("When it arrived; no effect.", { search: 5, sort: 6 }),
    TrackingNumber: text("Number to follow it with the carrier.", { max: 3000, search: 6 }),
    Cost: decimal("What shipping cost you, to two decimals; not charged to an order.", { sort: 7 }),
    OwnerID: owner({ sort: 2 }),
    xp: xp(),
    Account: text("Account with the carrier."),
    FromAddressID: text("Saved address of the marketplace owner or supplier it is sent from."),
    ToAddressID: text("Saved address of the buyer it is sent to."),
    FromAddress: embedded("Address", "Address it is sent from.", { readOnly: true }),
    ToAddress: embedded("Address", "Address it is sent to.", { readOnly: true }),
  },
  "Goods sent to a buyer, from one order or several.",
);

export const shipmentItem = model(
  "ShipmentItem",
  {
    OrderID: text("Order that the line is on: the buyer's, or the one forwarded to a supplier.", {
      required: true,
      sort: 1,
    }),
    LineItemID: text("Line that is shipped; not one that stands for a bundle.", { required: true, sort: 2 }),
    QuantityShipped: integer("Units in this shipment. All shipments together may not exceed the line.", {
      required: true,
      nullable: false,
    }),
    UnitPrice: decimal("Unit price of the line.", { readOnly: true }),
    CostCenter: text("Cost center of the line.", { readOnly: true }),
    DateNeeded: date("When the shopper wants it.", { readOnly: true }),
    Product: embedded("LineItemProduct", "Product of the line.", { readOnly: true }),
    Variant: embedded("LineItemVariant", "Variant of the line.", { readOnly: true }),
    Specs: listOf(embedded("LineItemSpec"), "Specs of the line.", { readOnly: true }),
    xp: xp("Extended properties of the line.", { readOnly: true }),
  },
  "A line of an order in a shipment. Saving it again replaces the quantity.",
);
