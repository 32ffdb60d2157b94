import { anything, decimal, embedded, flag, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const orderWorksheet = model(
  "OrderWorksheet",
  {
    Order: embedded("Order", "The order as it is now."),
    LineItems: listOf(embedded("LineItem"), "Every line of it."),
    OrderPromotions: listOf(embedded("OrderPromotion"), "Every promotion on it or its lines."),
    Subscription: embedded("Subscription", "Subscription that made it, if one did."),
    ShipEstimateResponse: embedded(
      "ShipEstimateResponse",
      "Answer to the last estimate of shipping. Null again once the order changes.",
    ),
    OrderCalculateResponse: embedded(
      "OrderCalculateResponse",
      "Answer to the last calculation. Null again once the order changes.",
    ),
    OrderSubmitResponse: embedded("OrderSubmitResponse", "Answer of the service when the order opened."),
    OrderSubmitForApprovalResponse: embedded(
      "OrderSubmitForApprovalResponse",
      "Answer of the service when the order began to wait for approval.",
    ),
    OrderApprovedResponse: embedded("OrderApprovedResponse", "Answer of the service to the last approval."),
    SubscriptionIntegrationResponse: embedded(
      "SubscriptionIntegrationResponse",
      "Answer of the service that subscriptions call.",
    ),
  },
  "An order with everything needed to calculate it, and what integrations answered about it.",
);

export const orderSubmitResponse = model(
  "OrderSubmitResponse",
  {
    HttpStatusCode: integer("Status that the service answered with."),
    UnhandledErrorBody: text("What the service answered in place of a result. Null or empty: no error."),
    xp: xp("Properties that the service answered with, for your application."),
    Succeeded: flag("The status was 200 to 299, and there was no error.", { nullable: false }),
  },
  "Answer of the integration after an order was submitted. It does not undo the submission.",
);

export const orderCalculateResponse = model(
  "OrderCalculateResponse",
  {
    LineItemOverrides: listOf(embedded("LineItemOverride"), "Changes of single lines."),
    ShippingTotal: decimal("Becomes the order's shipping cost. Null: the ship methods chosen."),
    TaxTotal: decimal("Becomes the order's tax cost. Null: as it was."),
    FeeTotal: decimal("Becomes the order's fees. Null: as they were."),
    ...orderSubmitResponse.fields,
  },
  "Answer of the integration about costs, taxes and lines of an order.",
);

export const orderSubmitForApprovalResponse = model(
  "OrderSubmitForApprovalResponse",
  {
    ...orderSubmitResponse.fields,
  },
  "Answer of the integration after an order began to wait for approval.",
);

export const orderApprovedResponse = model(
  "OrderApprovedResponse",
  {
    ...orderSubmitResponse.fields,
  },
  "Answer of the integration after the last approval of an order.",
);

export const subscriptionIntegrationResponse = model(
  "SubscriptionIntegrationResponse",
  {
    ...orderSubmitResponse.fields,
  },
  "Answer of the subscription integration about the order it was to submit.",
);

export const shipEstimateResponse = model(
  "ShipEstimateResponse",
  {
    ShipEstimates: listOf(embedded("ShipEstimate"), "Parcels, each with the ways it can be shipped."),
    ...orderSubmitResponse.fields,
  },
  "Answer of the integration about shipping.",
);

export const shipEstimate = model(
  "ShipEstimate",
  {
    ID: text("Names the parcel when a ship method is chosen; the service gives it."),
    xp: xp("Properties that the service gave it."),
    SelectedShipMethodID: text("Ship method that was chosen for it."),
    ShipEstimateItems: listOf(embedded("ShipEstimateItem"), "What is in the parcel."),
    ShipMethods: listOf(embedded("ShipMethod"), "Ways to ship it."),
  },
  "Lines of an order that are shipped together, and how they can be.",
);

export const shipEstimateItem = model(
  "ShipEstimateItem",
  {
    LineItemID: text("Line that goes into the parcel."),
    Quantity: integer("Units of it in the parcel.", { nullable: false }),
  },
  "A line, or some units of it, in a parcel.",
);

export const shipMethod = model(
  "ShipMethod",
  {
    ID: text("Names the method when it is chosen; the service gives it."),
    Name: text("Shown to the shopper."),
    Cost: decimal("Price of shipping the parcel, in the order's currency.", { nullable: false }),
    EstimatedTransitDays: integer("Days until it arrives.", { nullable: false }),
    xp: xp("Properties that the service gave it."),
  },
  "A way to ship a parcel.",
);

export const shipMethodSelection = model(
  "ShipMethodSelection",
  {
    ShipEstimateID: text("Parcel that the method is chosen for.", { required: true }),
    ShipMethodID: text("One of the methods estimated for it.", { required: true }),
  },
  "The ship method chosen for a parcel.",
);

export const orderShipMethodSelection = model(
  "OrderShipMethodSelection",
  {
    ShipMethodSelections: listOf(embedded("ShipMethodSelection"), "A choice for each parcel."),
  },
  "Chooses ship methods. The order's shipping cost becomes their sum.",
);

export const orderCalculatePayload = model(
  "OrderCalculatePayload",
  {
    OrderWorksheet: embedded("OrderWorksheet", "The order and what is known about it.", { required: true }),
    Environment: oneOf("Environment", "Kind of marketplace that asks.", { required: true }),
    OrderCloudAccessToken: text("Token with the event's elevated roles. Null: it has none.", { required: true }),
    ConfigData: anything("What the integration event is configured with.", { required: true }),
  },
  "Body that the integration receives to calculate an order.",
);

export const orderSubmitPayload = model(
  "OrderSubmitPayload",
  {
    ...orderCalculatePayload.fields,
  },
  "Body that the integration receives when an order opened without approval.",
);

export const orderSubmitForApprovalPayload = model(
  "OrderSubmitForApprovalPayload",
  {
    ...orderCalculatePayload.fields,
  },
  "Body that the integration receives when an order began to wait for approval.",
);

export const orderApprovedPayload = model(
  "OrderApprovedPayload",
  {
    ...orderCalculatePayload.fields,
  },
  "Body that the integration receives when the last approval of an order was given.",
);

export const shipEstimatePayload = model(
  "ShipEstimatePayload",
  {
    ...orderCalculatePayload.fields,
  },
  "Body that the integration receives to estimate shipping.",
);

export const addToCartPayload = model(
  "AddToCartPayload",
  {
    ProductID: text("ID asked for; the marketplace has no such product."),
    Quantity: integer("How many are to be bought."),
    BuyerID: text("Buyer of the shopper."),
    BuyerUser: embedded("User", "The shopper."),
    SellerID: text("Company the order goes to."),
    Environment: oneOf("Environment", "Kind of marketplace that asks."),
    OrderCloudAccessToken: text("Token with the elevated roles of the integration event. Null without any."),
    ConfigData: anything("What the integration event was configured with."),
  },
  "Asks a service about a product that the marketplace does not have.",
);

export const addToCartResponse = model(
  "AddToCartResponse",
  {
    Product: embedded("AdHocProduct", "What the line says of the product."),
    UnitPrice: decimal("Price of one unit."),
  },
  "What a service says of a product that the marketplace does not have.",
);
