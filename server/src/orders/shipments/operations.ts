import { crud } from "../../platform/crud/crud.ts";
import { allOf } from "../../platform/db/sql.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import { findOrder } from "../aggregate/open.store.ts";
import { namesValuesOf } from "../order/indexed-lists.store.ts";
import { findItem, listItems } from "./items.store.ts";
import { removeItem, saveItem } from "./items.ts";
import { listShipments } from "./list.store.ts";
import { shipOrder } from "./ship.ts";
import {
  findShipment,
  isVisible,
  lockShipment,
  requireShipment,
  shipmentsOf,
  shipmentTable,
  visibleShipments,
} from "./shipment-row.store.ts";
import { deleteShipment, setAddress, shipments } from "./write.ts";

const seen = (call: Pick<Call, "actor" | "db">, id: string) => findShipment(call.db, isVisible(call.actor), id);

const verbs = crud(shipments, {
  idParam: "shipmentID",
  scope: ({ actor }) => ({ where: isVisible(actor) }),
});

/** Operations on what was sent, by whom and of which orders (docs/behaviour/fulfilment.md §1 to §3). */
export const shipmentOperations = (): Implementation[] => [
  ...implement("Shipments", {
    List(call) {
      const { orderID } = call.query;
      const isFew = Boolean(orderID) || call.list.query.filters.some((filter) => namesValuesOf(filter, "ID"));
      if (!isFew) return listShipments(call, call.list, visibleShipments(call.actor));
      const where = allOf([isVisible(call.actor), ...(orderID ? [shipmentsOf(call.db, orderID)] : [])]);
      return shipmentTable.list(call.db, { where }, call.list);
    },
    Get: (call) => verbs.Get(call),
    Create: (call) => verbs.Create(call),
    async Save(call) {
      await lockShipment(call.db, call.actor, call.path.shipmentID);
      return verbs.Save(call);
    },
    async Patch(call) {
      await requireShipment(call.db, call.actor, call.path.shipmentID);
      return verbs.Patch(call);
    },
    Delete: (call) => deleteShipment(call, call.path.shipmentID),
    async ListItems(call) {
      return listItems(call.db, call.list, await seen(call, call.path.shipmentID));
    },
    async GetItem(call) {
      const { shipmentID, orderID, lineItemID } = call.path;
      return findItem(call.db, await seen(call, shipmentID), orderID, lineItemID);
    },
    SaveItem: (call) => saveItem(call, call.path.shipmentID, call.body),
    DeleteItem: (call) => removeItem(call, call.path.shipmentID, call.path.orderID, call.path.lineItemID),
    SetShipFromAddress: (call) => setAddress(call, call.path.shipmentID, "from", call.body),
    SetShipToAddress: (call) => setAddress(call, call.path.shipmentID, "to", call.body),
  }),
  ...implementSome("Orders", {
    Ship: (call) => shipOrder(call, call.path.direction, call.path.orderID, call.body),
    async ListShipments(call) {
      const { direction, orderID } = call.path;
      const roles = ["OrderAdmin", "OrderReader", "ShipmentAdmin", "ShipmentReader"];
      const [, page] = await Promise.all([
        findOrder(call, direction, orderID, { roles }),
        shipmentTable.list(call.db, { where: shipmentsOf(call.db, orderID) }, call.list),
      ]);
      return page;
    },
  }),
];
