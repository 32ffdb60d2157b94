import { crud, get, list, post, put, remove, resource } from "../declare.ts";
import { text } from "../field.ts";

export const shipments = resource("Shipments", {
  section: "Orders and fulfillment",
  description: "What was sent of one or several orders.",
  roles: { read: ["ShipmentAdmin", "ShipmentReader"], write: ["ShipmentAdmin"] },
  operations: [
    crud("/shipments/{shipmentID}", "Shipment", { except: { List: { query: { orderID: text() } } } }),
    list("ListItems", "/shipments/{shipmentID}/items", "ShipmentItem", {
      summary: "List the items of a shipment.",
      query: { search: text({ deprecated: true }), searchOn: text({ deprecated: true }) },
    }),
    post("SaveItem", "/shipments/{shipmentID}/items", {
      summary: "Add an item to a shipment, or change its quantity.",
      body: "ShipmentItem",
      reply: "ShipmentItem",
      status: 200,
    }),
    get("GetItem", "/shipments/{shipmentID}/items/{orderID}/{lineItemID}", {
      summary: "Get an item of a shipment.",
      reply: "ShipmentItem",
    }),
    remove("DeleteItem", "/shipments/{shipmentID}/items/{orderID}/{lineItemID}", {
      summary: "Take an item out of a shipment.",
    }),
    put("SetShipFromAddress", "/shipments/{shipmentID}/shipfrom", {
      summary: "Give a shipment an address of its own to be sent from.",
      body: "Address",
      reply: "Shipment",
    }),
    put("SetShipToAddress", "/shipments/{shipmentID}/shipto", {
      summary: "Give a shipment an address of its own to be sent to.",
      body: "Address",
      reply: "Shipment",
    }),
  ],
});
