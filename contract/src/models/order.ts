import { date, decimal, embedded, flag, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const order = model("Order", {
  ID: id({ search: 1, sort: 3 }),
  FromUser: embedded("OrderUser", { readOnly: true }),
  FromCompanyID: text({ search: 2, sort: 4 }),
  ToCompanyID: text({ search: 3, sort: 5 }),
  FromUserID: text({ sort: 6 }),
  BillingAddressID: text(),
  BillingAddress: embedded("Address", { readOnly: true }),
  ShippingAddressID: text(),
  Comments: text({ max: 2000, search: 4 }),
  LineItemCount: integer({ readOnly: true, nullable: false }),
  Status: oneOf("OrderStatus", { readOnly: true, nullable: false, sort: 7 }),
  DateCreated: date({ readOnly: true, sort: 2 }),
  DateSubmitted: date({ readOnly: true, sort: 1 }),
  DateApproved: date({ readOnly: true, sort: 8 }),
  DateDeclined: date({ readOnly: true, sort: 9 }),
  DateCanceled: date({ readOnly: true, sort: 10 }),
  DateCompleted: date({ readOnly: true, sort: 11 }),
  LastUpdated: date({ readOnly: true, nullable: false, sort: 12 }),
  Subtotal: decimal({ readOnly: true, nullable: false, sort: 13 }),
  ShippingCost: decimal({ nullable: false, sort: 14 }),
  TaxCost: decimal({ nullable: false, sort: 15 }),
  Gratuity: decimal({ nullable: false, atLeast: 0, default: 0, sort: 16 }),
  Fees: decimal({ readOnly: true, nullable: false, default: 0, sort: 17 }),
  PromotionDiscount: decimal({ readOnly: true, nullable: false, sort: 18 }),
  Currency: text({ readOnly: true }),
  Total: decimal({ readOnly: true, nullable: false, sort: 19 }),
  IsSubmitted: flag({ readOnly: true, nullable: false, sort: 20 }),
  SubscriptionID: text({ readOnly: true }),
  BaseDiscount: decimal({ readOnly: true, nullable: false }),
  xp: xp(),
});

export const orderUser = model(
  "OrderUser",
  {
    ID: id(),
    CompanyID: text({ readOnly: true }),
    Username: text({ required: true }),
    Password: text({ writeOnly: true }),
    FirstName: text({ required: true, max: 100 }),
    LastName: text({ required: true, max: 100 }),
    Email: text({ required: true, max: 200 }),
    Phone: text({ max: 100 }),
    TermsAccepted: date(),
    Active: flag({ required: true, nullable: false }),
    xp: xp(),
    AvailableRoles: listOf(text(), { readOnly: true }),
    Locale: embedded("Locale", { readOnly: true }),
    DateCreated: date({ readOnly: true }),
    LastActive: date({ readOnly: true }),
    PasswordLastSetDate: date({ readOnly: true }),
  },
  "The user an order is for, as on the order.",
);

export const orderSplitResult = model(
  "OrderSplitResult",
  {
    OutgoingOrders: listOf(embedded("Order")),
    RemainingLineItemIDs: listOf(text()),
  },
  "The orders that were sent to suppliers, and the items that stayed.",
);

export const orderRepeatResponse = model(
  "OrderRepeatResponse",
  {
    Order: embedded("Order"),
    UnavailableItems: listOf(embedded("UnavailableLineItem")),
  },
  "The new order, and the items that could not be ordered again.",
);
