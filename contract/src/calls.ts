import type { ModelName } from "./generated/names.ts";
import { messageModels } from "./models/message-payload.ts";

/** A call that the platform makes to a service of yours. */
export interface ServiceCall {
  /** `Kind.Occasion`. */
  readonly id: string;
  readonly summary: string;
  /** Follows the configured address. */
  readonly path?: string;
  readonly body: ModelName;
  /** Absent: what the service answers is not read. */
  readonly reply?: ModelName;
}

/** `MessageSenderOrderSubmittedPayload` is the payload of `OrderSubmitted`. */
const messages = messageModels.flatMap(({ name }): ServiceCall[] => {
  const type = /^MessageSender(\w+)Payload$/.exec(name)?.[1];
  return type ? [{ id: `MessageSender.${type}`, summary: `Send the message ${type}.`, body: name }] : [];
});

/** Every call to a service of yours. Bodies are signed; see docs/behaviour/integrations.md §1. */
export const serviceCalls: readonly ServiceCall[] = [
  {
    id: "Webhook.Before",
    summary: "Ask whether a request is to be carried out.",
    body: "WebhookPayload",
    reply: "WebhookReply",
  },
  { id: "Webhook.After", summary: "Tell of a request that was carried out.", body: "WebhookPayload" },
  {
    id: "OrderCheckout.EstimateShipping",
    summary: "Estimate what shipping an order costs.",
    path: "/shippingrates",
    body: "ShipEstimatePayload",
    reply: "ShipEstimateResponse",
  },
  {
    id: "OrderCheckout.Calculate",
    summary: "Calculate costs and taxes of an order.",
    path: "/ordercalculate",
    body: "OrderCalculatePayload",
    reply: "OrderCalculateResponse",
  },
  {
    id: "OrderCheckout.Submit",
    summary: "Take note of an order that opened.",
    path: "/ordersubmit",
    body: "OrderSubmitPayload",
    reply: "OrderSubmitResponse",
  },
  {
    id: "OrderCheckout.SubmitForApproval",
    summary: "Take note of an order that waits for approval.",
    path: "/ordersubmitforapproval",
    body: "OrderSubmitForApprovalPayload",
    reply: "OrderSubmitForApprovalResponse",
  },
  {
    id: "OrderCheckout.Approved",
    summary: "Take note of an order's final approval.",
    path: "/orderapproved",
    body: "OrderApprovedPayload",
    reply: "OrderApprovedResponse",
  },
  {
    id: "OrderReturn.Calculate",
    summary: "Calculate the refund of an order return.",
    path: "/calculateorderreturn",
    body: "OrderReturnCalculatePayload",
    reply: "OrderReturnCalculateResponse",
  },
  {
    id: "Promotions.Evaluate",
    summary: "Say what promotions take off an order.",
    body: "PromotionIntegrationPayload",
    reply: "PromotionIntegrationResponse",
  },
  {
    id: "AddToCart.Price",
    summary: "Describe and price a product that the marketplace does not have.",
    body: "AddToCartPayload",
    reply: "AddToCartResponse",
  },
  {
    id: "OpenIDConnect.CreateUser",
    summary: "Make a user for someone who signs in for the first time.",
    path: "/createuser",
    body: "OpenIdConnectPayload",
    reply: "OpenIdConnectResponse",
  },
  {
    id: "OpenIDConnect.SyncUser",
    summary: "Bring a user who signs in again up to date.",
    path: "/syncuser",
    body: "OpenIdConnectPayload",
    reply: "OpenIdConnectResponse",
  },
  {
    id: "SubscriptionIntegration.Success",
    summary: "Calculate, pay and submit the order of a subscription.",
    path: "/success",
    body: "SubscriptionIntegrationPayload",
    reply: "SubscriptionIntegrationResponse",
  },
  {
    id: "SubscriptionIntegration.Failure",
    summary: "Take note that the order of a subscription could not be made.",
    path: "/failure",
    body: "SubscriptionIntegrationPayload",
    reply: "SubscriptionIntegrationResponse",
  },
  ...messages,
];
