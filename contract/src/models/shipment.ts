import { date, decimal, embedded, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const shipment = model("Shipment", {
  ID: id({ search: 1, sort: 3 }),
  BuyerID: text({ search: 2, sort: 4 }),
  Shipper: text({ search: 3, sort: 5 }),
  DateShipped: date({ search: 4, sort: 1 }),
  DateDelivered: date({ search: 5, sort: 6 }),
  TrackingNumber: text({ max: 3000, search: 6 }),
  Cost: decimal({ sort: 7 }),
  OwnerID: text({ sort: 2 }),
  xp: xp(),
  Account: text(),
  FromAddressID: text(),
  ToAddressID: text(),
  FromAddress: embedded("Address", { readOnly: true }),
  ToAddress: embedded("Address", { readOnly: true }),
});

export const shipmentItem = model("ShipmentItem", {
  OrderID: text({ required: true, sort: 1 }),
  LineItemID: text({ required: true, sort: 2 }),
  QuantityShipped: integer({ required: true, nullable: false }),
  UnitPrice: decimal({ readOnly: true }),
  CostCenter: text({ readOnly: true }),
  DateNeeded: date({ readOnly: true }),
  Product: embedded("LineItemProduct", { readOnly: true }),
  Variant: embedded("LineItemVariant", { readOnly: true }),
  Specs: listOf(embedded("LineItemSpec"), { readOnly: true }),
  xp: xp({ readOnly: true }),
});
