import { allOf } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { namesValuesOf } from "../order/indexed-lists.store.ts";
import { itemsOfOrder, listItems } from "./items.store.ts";
import { listShipments } from "./list.store.ts";
import { isMyShipment, myItems, myShipments } from "./my-shipments.store.ts";
import { findShipment, shipmentsOf, shipmentTable } from "./shipment-row.store.ts";

/** Shipments of the caller's orders (docs/behaviour/fulfilment.md §1). */
export const myShipmentOperations = (): Implementation[] =>
  implementSome("Me", {
    async ListShipments(call) {
      const { orderID } = call.query;
      const isFew = Boolean(orderID) || call.list.query.filters.some((filter) => namesValuesOf(filter, "ID"));
      if (!isFew) return listShipments(call, call.list, { led: myShipments(call.actor) });
      const where = allOf([isMyShipment(call.actor), ...(orderID ? [shipmentsOf(call.db, orderID)] : [])]);
      return shipmentTable.list(call.db, { where }, call.list);
    },
    async GetShipment(call) {
      const { shipmentID } = call.path;
      const [shipment] = await Promise.all([
        shipmentTable.find(call.db, { where: isMyShipment(call.actor) }, shipmentID),
      ]);
      if (shipment === undefined) throw notFound("Shipment", shipmentID);
      return shipment;
    },
    async ListShipmentItems(call) {
      const { orderID } = call.query;
      const shipment = await findShipment(call.db, isMyShipment(call.actor), call.path.shipmentID);
      const ofOrder = orderID ? [itemsOfOrder(orderID)] : [];
      return listItems(call.db, call.list, shipment, [myItems(call.actor), ...ofOrder]);
    },
  });
