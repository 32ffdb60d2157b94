import { crud, list, patch, put, resource } from "../declare.ts";
import { between } from "../parameters.ts";
import { adHocPurchase, lineDeletion, lineWrites, orderAddresses, patchedShipping } from "../raises.ts";

export const lineItems = resource("LineItems", {
  section: "Orders and fulfillment",
  description: "Products and quantities on an order.",
  roles: { read: ["OrderAdmin", "Shopper", "OrderReader"], write: ["OrderAdmin", "Shopper"] },
  invited: "List Get Create Save Patch Delete",
  operations: [
    list("ListAcrossOrders", "/lineitems/{direction}", "ExtendedLineItem", {
      summary: "List line items of all submitted orders.",
      list: "premium",
      query: between,
      roles: ["OrderAdmin", "OrderReader"],
    }),
    crud("/orders/{direction}/{orderID}/lineitems/{lineItemID}", "LineItem", {
      noun: ["a line item", "line items"],
      whose: "of an order",
    }),
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
  raises: {
    ListAcrossOrders: [
      "LineItem.MustSortByOrderFirst",
      "LineItem.CannotFilterByOrderOrLineItem",
      "LineItem.CannotSearchByOrderOrLineItem",
    ],
    "Create Save Patch": [...lineWrites],
    "Create Save": [...adHocPurchase],
    "Create Save Patch Delete": ["GroupOrder.CannotModifySubmittedOrder"],
    Delete: [...lineDeletion],
    SetShippingAddress: [...orderAddresses],
    PatchShippingAddress: ["LineItem.CannotPatchShippingAddressIfMissing", ...patchedShipping],
  },
});
