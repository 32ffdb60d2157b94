import { type Call, crud, list, put } from "../declare.ts";
import { text } from "../field.ts";
import { anonymousToken, begun, ofOrder, searchOfOld } from "../parameters.ts";

export const orders: readonly Call[] = [
  ...crud("/me/orderinvitations/{invitationID}", "GroupOrderInvitation", {
    noun: ["a group order invitation", "group order invitations"],
    whose: "of the caller",
    names: ["GroupOrderInvitation", "GroupOrderInvitations"],
    only: ["List", "Create", "Get", "Delete", "Patch"],
  }),
  list("ListOrders", "/me/orders", "Order", {
    summary: "List the caller's orders.",
    list: "premium",
    query: begun,
  }),
  put("TransferAnonUserOrder", "/me/orders", {
    summary: "Take over the unsubmitted order of an anonymous shopper.",
    query: anonymousToken,
  }),
  list("ListApprovableOrders", "/me/orders/approvable", "Order", {
    summary: "List the orders the caller may approve.",
    query: begun,
  }),
  ...crud("/me/shipments/{shipmentID}", "Shipment", {
    noun: ["a shipment", "shipments"],
    names: ["Shipment", "Shipments"],
    whose: "of the caller's orders",
    only: ["List", "Get"],
    except: { List: { query: ofOrder } },
  }),
  list("ListShipmentItems", "/me/shipments/{shipmentID}/items", "ShipmentItem", {
    summary: "List the items of a shipment.",
    query: { orderID: text("Only items of this order."), ...searchOfOld },
  }),
];
