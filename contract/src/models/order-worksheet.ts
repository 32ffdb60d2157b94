import { anything, decimal, embedded, flag, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const orderWorksheet = model(
  "OrderWorksheet",
  {
    Order: embedded("Order"),
    LineItems: listOf(embedded("LineItem")),
    OrderPromotions: listOf(embedded("OrderPromotion")),
    Subscription: embedded("Subscription"),
    ShipEstimateResponse: embedded("ShipEstimateResponse"),
    OrderCalculateResponse: embedded("OrderCalculateResponse"),
    OrderSubmitResponse: embedded("OrderSubmitResponse"),
    OrderSubmitForApprovalResponse: embedded("OrderSubmitForApprovalResponse"),
    OrderApprovedResponse: embedded("OrderApprovedResponse"),
    SubscriptionIntegrationResponse: embedded("SubscriptionIntegrationResponse"),
  },
  "An order with everything needed to calculate it.",
);

export const orderSubmitResponse = model("OrderSubmitResponse", {
  HttpStatusCode: integer(),
  UnhandledErrorBody: text(),
  xp: xp(),
  Succeeded: flag({ nullable: false }),
});

export const orderCalculateResponse = model("OrderCalculateResponse", {
  LineItemOverrides: listOf(embedded("LineItemOverride")),
  ShippingTotal: decimal(),
  TaxTotal: decimal(),
  FeeTotal: decimal(),
  ...orderSubmitResponse.fields,
});

export const orderSubmitForApprovalResponse = model("OrderSubmitForApprovalResponse", {
  ...orderSubmitResponse.fields,
});

export const orderApprovedResponse = model("OrderApprovedResponse", {
  ...orderSubmitResponse.fields,
});

export const subscriptionIntegrationResponse = model("SubscriptionIntegrationResponse", {
  ...orderSubmitResponse.fields,
});

export const shipEstimateResponse = model("ShipEstimateResponse", {
  ShipEstimates: listOf(embedded("ShipEstimate")),
  ...orderSubmitResponse.fields,
});

export const shipEstimate = model("ShipEstimate", {
  ID: text(),
  xp: xp(),
  SelectedShipMethodID: text(),
  ShipEstimateItems: listOf(embedded("ShipEstimateItem")),
  ShipMethods: listOf(embedded("ShipMethod")),
});

export const shipEstimateItem = model("ShipEstimateItem", {
  LineItemID: text(),
  Quantity: integer({ nullable: false }),
});

export const shipMethod = model("ShipMethod", {
  ID: text(),
  Name: text(),
  Cost: decimal({ nullable: false }),
  EstimatedTransitDays: integer({ nullable: false }),
  xp: xp(),
});

export const shipMethodSelection = model("ShipMethodSelection", {
  ShipEstimateID: text({ required: true }),
  ShipMethodID: text({ required: true }),
});

export const orderShipMethodSelection = model("OrderShipMethodSelection", {
  ShipMethodSelections: listOf(embedded("ShipMethodSelection")),
});

export const orderCalculatePayload = model("OrderCalculatePayload", {
  OrderWorksheet: embedded("OrderWorksheet", { required: true }),
  Environment: oneOf("Environment", { required: true }),
  OrderCloudAccessToken: text({ required: true }),
  ConfigData: anything({ required: true }),
});

export const orderSubmitPayload = model("OrderSubmitPayload", {
  ...orderCalculatePayload.fields,
});

export const orderSubmitForApprovalPayload = model("OrderSubmitForApprovalPayload", {
  ...orderCalculatePayload.fields,
});

export const orderApprovedPayload = model("OrderApprovedPayload", {
  ...orderCalculatePayload.fields,
});

export const shipEstimatePayload = model("ShipEstimatePayload", {
  ...orderCalculatePayload.fields,
});
