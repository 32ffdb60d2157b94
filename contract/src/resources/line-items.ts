import { crud, list, patch, put, resource } from "../declare.ts";
import { between } from "../parameters.ts";

export const lineItems = resource("LineItems", {
  section: "Orders and fulfillment",
  description: "Products and quantities on an order.",
  roles: { read: ["OrderAdmin", "Shopper", "OrderReader"], write: ["OrderAdmin", "Shopper"] },
  operations: [
    list("ListAcrossOrders", "/lineitems/{direction}", "ExtendedLineItem", {
      summary: "List line items of all submitted orders.",
      list: "premium",
      query: between,
      roles: ["OrderAdmin", "OrderReader"],
    }),
    crud("/orders/{direction}/{orderID}/lineitems/{lineItemID}", "LineItem"),
    put("SetShippingAddress", "/orders/{direction}/{orderID}/lineitems/{lineItemID}/shipto", {
      summary: "Give a line item a shipping address of its own.",
      body: "Address",
      reply: "LineItem",
    }),
    patch("PatchShippingAddress", "/orders/{direction}/{orderID}/lineitems/{lineItemID}/shipto", {
      summary: "Change some properties of a line item's own shipping address.",
      body: "Address",
      reply: "LineItem",
    }),
  ],
});
