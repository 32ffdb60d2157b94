import { date, decimal, embedded, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const orderReturn = model("OrderReturn", {
  ID: id({ search: 1, sort: 3 }),
  OrderID: text({ required: true, search: 2, sort: 4 }),
  PaymentIDs: listOf(text(), { readOnly: true }),
  Status: oneOf("OrderStatus", { readOnly: true, nullable: false }),
  DateCreated: date({ readOnly: true, sort: 2 }),
  DateSubmitted: date({ readOnly: true, sort: 1 }),
  DateApproved: date({ readOnly: true, sort: 5 }),
  DateDeclined: date({ readOnly: true, sort: 6 }),
  DateCanceled: date({ readOnly: true, sort: 7 }),
  DateCompleted: date({ readOnly: true, sort: 8 }),
  LastUpdated: date({ readOnly: true, nullable: false, sort: 9 }),
  RefundAmount: decimal(),
  Comments: text({ max: 2000 }),
  ItemsToReturn: listOf(embedded("OrderReturnItem")),
  xp: xp(),
});

export const orderReturnItem = model("OrderReturnItem", {
  LineItemID: text({ required: true }),
  Quantity: integer({ nullable: false, atLeast: 0, default: 0 }),
  RefundAmount: decimal(),
  Comments: text({ max: 500 }),
});

export const orderReturnCalculatePayload = model("OrderReturnCalculatePayload", {
  OrderReturn: embedded("OrderReturn"),
  OrderWorksheet: embedded("OrderWorksheet"),
});

export const orderReturnCalculateResponse = model("OrderReturnCalculateResponse", {
  RefundAmount: decimal(),
  ItemsToReturnCalcs: listOf(embedded("LineItemReturnCalculation")),
});

export const lineItemReturnCalculation = model("LineItemReturnCalculation", {
  LineItemID: text(),
  RefundAmount: decimal(),
});
