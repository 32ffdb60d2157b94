import { date, decimal, embedded, flag, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, customAuthHeader, elevatedRoles, hashKey, ownId } from "../shared-fields.ts";

export const subscription = model(
  "Subscription",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    Frequency: integer("Intervals between two orders: 2 with `Weeks` is every other week.", {
      required: true,
      nullable: false,
      atLeast: 1,
      atMost: 1_000,
    }),
    Interval: oneOf("SubscriptionInterval", "Unit of the frequency.", {
      required: true,
      nullable: false,
      search: 4,
      sort: 2,
    }),
    NextOrderDate: date("When the next order is made. Moves on by itself after each.", {
      required: true,
      sort: 3,
    }),
    LastOrderDate: date("When the last order was made.", { readOnly: true, sort: 4 }),
    NotificationDate: date("When the subscriber is reminded of the next order.", { readOnly: true }),
    DateCreated: created({ sort: 5 }),
    EndDate: date("When it ends. Null: never.", { sort: 6 }),
    Active: flag("False: no orders are made.", { nullable: false, default: true }),
    FromCompanyID: text("Buyer it is for. Given only on behalf of another, together with the user.", {
      search: 2,
      sort: 7,
    }),
    FromUserID: text("User it is for. Given only on behalf of another, together with the buyer.", { sort: 8 }),
    ToCompanyID: text("Seller its orders go to. Set on creation only; left out: the marketplace owner.", {
      search: 3,
      sort: 9,
    }),
    Payment: embedded("SubscriptionPayment", "How its orders are paid. Null: they get no payment."),
    BillingAddressID: text("Address its orders are billed to, which the user must see."),
    ShippingAddressID: text("Address its orders are shipped to, which the user must see."),
    ProjectedSubtotal: decimal("Subtotal of the next order at today's subscription prices.", {
      readOnly: true,
      nullable: false,
    }),
    xp: xp(),
  },
  "Makes an order of the same items again and again. The subscription integration calculates and submits it.",
);

export const subscriptionPayment = model(
  "SubscriptionPayment",
  {
    Type: oneOf("PaymentType", "Means by which orders are paid."),
    CreditCardID: text("Card to charge; with type CreditCard."),
    SpendingAccountID: text("Account to debit; with type SpendingAccount."),
  },
  "Means by which the orders of a subscription are paid.",
);

export const subscriptionIntegration = model(
  "SubscriptionIntegration",
  {
    ApiClientID: text("API client whose default user acts for the service. One without a checkout integration.", {
      required: true,
    }),
    HashKey: hashKey({ required: true, max: 50 }),
    ElevatedRoles: elevatedRoles(),
    Active: flag("False: no subscription makes an order.", { nullable: false }),
    NotificationDays: integer("Days before an order that its subscriber is reminded.", { atLeast: 1 }),
    Url: text("Base address of your service: `/success` or `/failure` follows it."),
    xp: xp(),
    ...customAuthHeader,
  },
  "The service that turns due subscriptions into orders. One for the marketplace.",
);

export const subscriptionIntegrationPayload = model(
  "SubscriptionIntegrationPayload",
  {
    Environment: oneOf("Environment", "Kind of marketplace that asks.", { required: true }),
    OrderCloudAccessToken: text("Token of the client's default user, with the elevated roles beside their own.", {
      required: true,
    }),
    OrderWorksheet: embedded("OrderWorksheet", "The order and its subscription. Of a failure the order has no ID.", {
      required: true,
    }),
    UnavailableProductIDs: listOf(text(), "Products that the subscriber cannot have now: the order lacks them."),
    ErrorCode: text("Why the order could not be made. Null: it was."),
  },
  "Body that the subscription integration receives of an order that is due.",
);
