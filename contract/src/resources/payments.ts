import { crud, post, remove, resource } from "../declare.ts";
import { paymentChanges, paymentWrites } from "../raises.ts";

export const payments = resource("Payments", {
  section: "Orders and fulfillment",
  description: "How an order is paid, and what happened to the money.",
  roles: { read: ["OrderAdmin", "Shopper", "OrderReader"], write: ["OrderAdmin", "Shopper"] },
  operations: [
    crud("/orders/{direction}/{orderID}/payments/{paymentID}", "Payment", {
      noun: ["a payment", "payments"],
      whose: "of an order",
      only: ["List", "Create", "Get", "Delete", "Patch"],
    }),
    post("CreateTransaction", "/orders/{direction}/{orderID}/payments/{paymentID}/transactions", {
      summary: "Add a transaction to a payment.",
      body: "PaymentTransaction",
      reply: "Payment",
      roles: ["OrderAdmin"],
    }),
    remove("DeleteTransaction", "/orders/{direction}/{orderID}/payments/{paymentID}/transactions/{transactionID}", {
      summary: "Delete a transaction of a payment.",
      roles: ["OrderAdmin"],
    }),
  ],
  raises: {
    "Create Patch": [...paymentWrites],
    "Patch Delete": [...paymentChanges, "Payment.CannotEditCancelled"],
    Delete: ["Payment.ExceedsBalance"],
    "CreateTransaction DeleteTransaction": ["Payment.CannotEditCancelled"],
  },
});
