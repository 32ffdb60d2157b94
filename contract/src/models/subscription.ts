import { date, decimal, embedded, flag, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const subscription = model("Subscription", {
  ID: id({ search: 1, sort: 1 }),
  Frequency: integer({ required: true, nullable: false }),
  Interval: oneOf("SubscriptionInterval", { required: true, nullable: false, search: 4, sort: 2 }),
  NextOrderDate: date({ required: true, sort: 3 }),
  LastOrderDate: date({ readOnly: true, sort: 4 }),
  NotificationDate: date({ readOnly: true }),
  DateCreated: date({ readOnly: true, sort: 5 }),
  EndDate: date({ sort: 6 }),
  Active: flag({ nullable: false, default: true }),
  FromCompanyID: text({ search: 2, sort: 7 }),
  FromUserID: text({ sort: 8 }),
  ToCompanyID: text({ search: 3, sort: 9 }),
  Payment: embedded("SubscriptionPayment"),
  BillingAddressID: text(),
  ShippingAddressID: text(),
  ProjectedSubtotal: decimal({ readOnly: true, nullable: false }),
  xp: xp(),
});

export const subscriptionPayment = model("SubscriptionPayment", {
  Type: oneOf("PaymentType"),
  CreditCardID: text(),
  SpendingAccountID: text(),
});

export const subscriptionIntegration = model(
  "SubscriptionIntegration",
  {
    ApiClientID: text({ required: true }),
    HashKey: text({ required: true, max: 50 }),
    ElevatedRoles: listOf(oneOf("ApiRole")),
    Active: flag({ nullable: false }),
    NotificationDays: integer({ atLeast: 1 }),
    Url: text(),
    xp: xp(),
    CustomAuthHeaderName: text(),
    CustomAuthHeaderValue: text({ writeOnly: true }),
  },
  "The service that turns due subscriptions into orders.",
);
