import { crud, get, list, patch, post, put, remove, resource } from "../declare.ts";
import { text } from "../field.ts";
import { between } from "../parameters.ts";
import {
  openingOrder,
  orderAddresses,
  overrides,
  patchedBilling,
  patchedShipping,
  promotionUse,
  submission,
} from "../raises.ts";

export const orders = resource("Orders", {
  section: "Orders and fulfillment",
  description: "Orders, from creation to completion.",
  roles: { read: ["OrderAdmin", "Shopper", "OrderReader"], write: ["OrderAdmin", "Shopper"] },
  operations: [
    crud("/orders/{direction}/{orderID}", "Order", {
      noun: ["an order", "orders"],
      list: "premium",
      except: {
        List: {
          query: between,
          roles: ["OrderAdmin", "OrderReader"],
        },
        Create: { bodyRefusal: "Order.CannotCreateInvalid" },
      },
    }),
    post("ApplyPromotions", "/orders/{direction}/{orderID}/applypromotions", {
      summary: "Apply every promotion that applies by itself to an order.",
      reply: "Order",
    }),
    list("ListApprovals", "/orders/{direction}/{orderID}/approvals", "OrderApproval", {
      summary: "List the approvals of an order.",
    }),
    post("Approve", "/orders/{direction}/{orderID}/approve", {
      summary: "Approve an order that awaits approval.",
      body: "OrderApprovalInfo",
      optionalBody: true,
      reply: "Order",
    }),
    put("SetBillingAddress", "/orders/{direction}/{orderID}/billto", {
      summary: "Give an order a billing address of its own.",
      body: "Address",
      reply: "Order",
    }),
    patch("PatchBillingAddress", "/orders/{direction}/{orderID}/billto", {
      summary: "Change some properties of an order's own billing address.",
      body: "Address",
      reply: "Order",
    }),
    post("Cancel", "/orders/{direction}/{orderID}/cancel", { summary: "Cancel an order.", reply: "Order" }),
    post("Complete", "/orders/{direction}/{orderID}/complete", {
      summary: "Complete an order.",
      reply: "Order",
      roles: ["OrderAdmin"],
    }),
    post("Decline", "/orders/{direction}/{orderID}/decline", {
      summary: "Decline an order that awaits approval.",
      body: "OrderApprovalInfo",
      optionalBody: true,
      reply: "Order",
    }),
    list("ListEligibleApprovers", "/orders/{direction}/{orderID}/eligibleapprovers", "User", {
      summary: "List the users who may approve an order.",
    }),
    list("ListEligiblePromotions", "/orders/{direction}/{orderID}/eligiblepromotions", "EligiblePromotion", {
      summary: "List the promotions an order could take.",
      roles: ["OrderAdmin", "Shopper"],
    }),
    get("ExplainPromotions", "/orders/{direction}/{orderID}/explainpromotions", {
      summary: "Read why promotions do or do not apply to an order.",
      query: { promotionID: text("Only this one. Left out: the first 100.") },
      reply: "PromotionExplanations",
      roles: ["OrderAdmin", "OrderReader"],
      extension: true,
    }),
    post("Forward", "/orders/{direction}/{orderID}/forward", {
      summary: "Send the line items of an order on to their suppliers, each as an order.",
      reply: "OrderSplitResult",
      roles: ["OrderAdmin"],
      status: 200,
    }),
    patch("PatchFromUser", "/orders/{direction}/{orderID}/fromuser", {
      summary: "Change the name and email of the user an order is for.",
      body: "User",
      reply: "Order",
    }),
    list("ListPromotions", "/orders/{direction}/{orderID}/promotions", "OrderPromotion", {
      summary: "List the promotions on an order.",
    }),
    post("AddPromotion", "/orders/{direction}/{orderID}/promotions/{promoCode}", {
      summary: "Add a promotion to an order by its code.",
      reply: "OrderPromotion",
    }),
    remove("RemovePromotion", "/orders/{direction}/{orderID}/promotions/{promoCode}", {
      summary: "Take a promotion off an order.",
      reply: "Order",
    }),
    post("RefreshPromotions", "/orders/{direction}/{orderID}/refreshpromotions", {
      summary: "Drop promotions an order no longer qualifies for and apply those it does.",
      reply: "RefreshPromosResponse",
      status: 200,
    }),
    post("Ship", "/orders/{direction}/{orderID}/ship", {
      summary: "Ship everything on an order that is left to ship.",
      body: "Shipment",
      reply: "Order",
      roles: ["OrderAdmin", "ShipmentAdmin"],
    }),
    list("ListShipments", "/orders/{direction}/{orderID}/shipments", "Shipment", {
      summary: "List the shipments of an order.",
      roles: ["OrderAdmin", "ShipmentReader"],
    }),
    put("SetShippingAddress", "/orders/{direction}/{orderID}/shipto", {
      summary: "Give an order a shipping address of its own.",
      body: "Address",
      reply: "Order",
    }),
    patch("PatchShippingAddress", "/orders/{direction}/{orderID}/shipto", {
      summary: "Change some properties of an order's own shipping address.",
      body: "Address",
      reply: "Order",
    }),
    post("Split", "/orders/{direction}/{orderID}/split", {
      summary: "Copy the line items of an order into unsubmitted orders to their suppliers.",
      reply: "OrderSplitResult",
      roles: ["OrderAdmin"],
      status: 200,
    }),
    post("Submit", "/orders/{direction}/{orderID}/submit", { summary: "Submit an order.", reply: "Order" }),
    post("Validate", "/orders/{direction}/{orderID}/validate", {
      summary: "Check whether an order could be submitted.",
      roles: ["OrderAdmin", "Shopper", "OrderReader"],
    }),
    post("Repeat", "/orders/{direction}/{orderID}/repeat", {
      summary: "Create an order with the line items of an earlier one.",
      body: "Order",
      optionalBody: true,
      reply: "OrderRepeatResponse",
      newer: true,
      anonymousProhibited: true,
    }),
  ],
  raises: {
    "Create Save": [
      "Order.CreateIncomingRequiresFromUser",
      "Order.CannotCreateInvalid",
      "Buyer.UserNotFound",
      "Buyer.RequiredIDOnBehalf",
    ],
    "Create Save Patch Repeat": [...overrides, ...orderAddresses],
    Repeat: ["Buyer.UserNotFound", "Order.CreateIncomingRequiresFromUser"],
    Delete: ["Order.CannotDeleteForwardedOrder"],
    List: [
      "Order.AllowedOnSubmittedOnly",
      "Order.CannotMixSubmittedAndUnsubmitted",
      "Order.CacheBuilding",
      "Order.SearchNotEnabled",
    ],
    "SetShippingAddress SetBillingAddress": [...orderAddresses],
    PatchBillingAddress: [...patchedBilling],
    PatchShippingAddress: [...patchedShipping],
    "Approve Decline": ["Order.MustBeAwaitingApproval", "Order.NotEligibleToApprove"],
    Approve: ["Promotion.ExceedsUsageLimit", "Promotion.NotActive", ...openingOrder],
    Cancel: ["Order.CannotCancelInCurrentStatus"],
    Complete: ["Order.CannotCompleteBadStatus"],
    "Forward Split": ["Order.CannotSplitOutgoing", "Order.CannotSplitWrongUserType", "Order.CannotSplitBadStatus"],
    "AddPromotion ApplyPromotions RefreshPromotions": [...promotionUse],
    "RemovePromotion ExplainPromotions": ["Order.CannotApplyPromoBadStatus"],
    // The others are worked out anew, for which their service may be asked.
    RemovePromotion: ["PromotionIntegration.FailedToEvaluate"],
    Ship: ["Order.CannotShipBadStatus", "Order.CannotShipWithNoLineItems", "Order.ConflictsWithOtherShipments"],
    "Submit Validate": [...submission],
  },
});
