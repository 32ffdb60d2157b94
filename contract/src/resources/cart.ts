import { crud, get, list, patch, post, put, remove, resource } from "../declare.ts";
import {
  bundlePurchase,
  calculation,
  lineDeletion,
  lineWrites,
  orderAddresses,
  overrides,
  patchedBilling,
  patchedShipping,
  paymentChanges,
  paymentWrites,
  promotionUse,
  quantity,
  submission,
} from "../raises.ts";

export const cart = resource("Cart", {
  section: "Orders and fulfillment",
  description: "The unsubmitted order that a shopper is filling.",
  roles: ["Shopper"],
  userTypes: ["Buyer"],
  operations: [
    get("Get", "/cart", { summary: "Get the cart, as the order it will become.", reply: "Order" }),
    put("Save", "/cart", { summary: "Create or replace the cart.", body: "Order", optionalBody: true, reply: "Order" }),
    remove("Delete", "/cart", { summary: "Delete the cart." }),
    patch("Patch", "/cart", { summary: "Change some properties of the cart.", body: "Order", reply: "Order" }),
    put("SetActiveCart", "/cart/{orderID}", {
      summary: "Make an unsubmitted order the cart.",
      anonymousProhibited: true,
    }),
    post("ApplyPromotions", "/cart/applypromotions", {
      summary: "Apply every promotion that applies by itself to the cart.",
      reply: "Order",
    }),
    put("SetBillingAddress", "/cart/billto", {
      summary: "Give the cart a billing address of its own.",
      body: "Address",
      reply: "Order",
    }),
    patch("PatchBillingAddress", "/cart/billto", {
      summary: "Change some properties of the cart's own billing address.",
      body: "Address",
      reply: "Order",
    }),
    post("CreateBundleItem", "/cart/bundles/{bundleID}", {
      summary: "Add a bundle to the cart.",
      body: "BundleItems",
      reply: "LineItem",
    }),
    remove("DeleteBundleItem", "/cart/bundles/{bundleID}/{bundleItemID}", {
      summary: "Take a bundle out of the cart.",
    }),
    post("Calculate", "/cart/calculate", {
      summary: "Have an integration calculate the cart.",
      reply: "OrderWorksheet",
      status: 200,
    }),
    list("ListEligiblePromotions", "/cart/eligiblepromotions", "EligiblePromotion", {
      summary: "List the promotions the cart could take.",
    }),
    post("EstimateShipping", "/cart/estimateshipping", {
      summary: "Have an integration estimate shipping for the cart.",
      reply: "OrderWorksheet",
      status: 200,
    }),
    patch("PatchFromUser", "/cart/fromuser", {
      summary: "Change the name and email of the user the cart is for.",
      body: "User",
      reply: "Order",
    }),
    crud("/cart/lineitems/{lineItemID}", "LineItem", {
      noun: ["a line item", "line items"],
      whose: "of the cart",
      names: ["LineItem", "LineItems"],
    }),
    crud("/cart/payments/{paymentID}", "Payment", {
      noun: ["a payment", "payments"],
      whose: "of the cart",
      names: ["Payment", "Payments"],
      only: ["List", "Create", "Get", "Delete", "Patch"],
    }),
    post("CreatePaymentTransaction", "/cart/payments/{paymentID}/transactions", {
      summary: "Add a transaction to a payment of the cart.",
      body: "PaymentTransaction",
      reply: "Payment",
    }),
    remove("DeletePaymentTransaction", "/cart/payments/{paymentID}/transactions/{transactionID}", {
      summary: "Delete a transaction of a payment of the cart.",
    }),
    list("ListPromotions", "/cart/promotions", "OrderPromotion", { summary: "List the promotions on the cart." }),
    post("AddPromotion", "/cart/promotions/{promoCode}", {
      summary: "Add a promotion to the cart by its code.",
      reply: "OrderPromotion",
    }),
    remove("DeletePromotion", "/cart/promotions/{promoCode}", { summary: "Take a promotion off the cart." }),
    post("RefreshPromotions", "/cart/refreshpromotions", {
      summary: "Drop promotions the cart no longer qualifies for and apply those it does.",
      reply: "RefreshPromosResponse",
      status: 200,
    }),
    post("SelectShipMethods", "/cart/shipmethods", {
      summary: "Choose among the ship methods estimated for the cart.",
      body: "OrderShipMethodSelection",
      reply: "OrderWorksheet",
      status: 200,
    }),
    put("SetShippingAddress", "/cart/shipto", {
      summary: "Give the cart a shipping address of its own.",
      body: "Address",
      reply: "Order",
    }),
    patch("PatchShippingAddress", "/cart/shipto", {
      summary: "Change some properties of the cart's own shipping address.",
      body: "Address",
      reply: "Order",
    }),
    post("Submit", "/cart/submit", { summary: "Submit the cart as an order.", reply: "Order" }),
    post("Validate", "/cart/validate", { summary: "Check whether the cart could be submitted." }),
    get("GetOrderWorksheet", "/cart/worksheet", { summary: "Get the worksheet of the cart.", reply: "OrderWorksheet" }),
  ],
  raises: {
    "Save Patch": [...overrides, ...orderAddresses],
    "SetShippingAddress SetBillingAddress": [...orderAddresses],
    PatchBillingAddress: [...patchedBilling],
    PatchShippingAddress: [...patchedShipping],
    CreateBundleItem: [...bundlePurchase, ...quantity],
    DeleteBundleItem: ["LineItem.CannotRemoveRequiredBundleItem"],
    "Calculate EstimateShipping SelectShipMethods": [...calculation],
    SelectShipMethods: ["IntegrationEvent.MustCalculateShipping", "IntegrationEvent.MustHaveShipEstimates"],
    "CreateLineItem SaveLineItem PatchLineItem": [...lineWrites],
    DeleteLineItem: [...lineDeletion],
    "CreatePayment PatchPayment": [...paymentWrites],
    "PatchPayment DeletePayment": [...paymentChanges, "Payment.CannotEditCancelled"],
    "AddPromotion ApplyPromotions RefreshPromotions": [...promotionUse],
    DeletePromotion: ["Order.CannotApplyPromoBadStatus"],
    "Submit Validate": [...submission],
  },
});
