import { crud, get, list, post, put, remove, resource } from "../declare.ts";
import { ofOrder, searchOfOld } from "../parameters.ts";

export const shipments = resource("Shipments", {
  section: "Orders and fulfillment",
  description: "What was sent of one or several orders.",
  roles: { read: ["ShipmentAdmin", "ShipmentReader"], write: ["ShipmentAdmin"] },
  operations: [
    crud("/shipments/{shipmentID}", "Shipment", {
      noun: ["a shipment", "shipments"],
      except: { List: { query: ofOrder } },
    }),
    list("ListItems", "/shipments/{shipmentID}/items", "ShipmentItem", {
      summary: "List the items of a shipment.",
      query: searchOfOld,
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
  raises: {
    SaveItem: ["Order.CannotShipBadStatus", "ShipmentItem.QuantityExceeded", "ShipmentItem.CannotBeBundle"],
  },
});
