import fc from "fast-check";
import type { Person } from "../market/people.ts";
import { addressBody } from "../market/places.ts";
import {
  type Actor,
  date,
  isAdmin,
  type Line,
  newShipment,
  type Order,
  type Shipment,
  type State,
  shipped,
} from "../market/state.ts";
import { Action, accepted, type Outcome, ofOrder, refused, seen, unseen } from "./action.ts";
import { street } from "./addressing.ts";
import * as slots from "./slots.ts";

/** An order and those on the other side of a forward. */
const withOthers = (state: State, order: Order): Order[] => [
  order,
  ...[...new Set(order.lines.map(({ other }) => other))].flatMap((id) => state.orders.get(id ?? "") ?? []),
];

const goods = ({ lines }: Order): readonly Line[] => lines.filter(({ isBundle }) => !isBundle);

const isCovered = (state: State, order: Order): boolean =>
  goods(order).length > 0 &&
  goods(order).every((line) => shipped(state, order, line, ({ sent }) => sent) >= line.quantity);

/** Completes orders that shipments cover, or opens again those that they cover no more. */
export function follow(state: State, ids: readonly string[], step: "complete" | "reopen"): void {
  const orders = ids.flatMap((id) => state.orders.get(id) ?? []).flatMap((order) => withOthers(state, order));
  for (const order of new Set(orders)) {
    const covered = isCovered(state, order);
    if (step === "complete" && order.status === "Open" && covered) {
      order.status = "Completed";
      order.completedByShipment = true;
      date(state, order, "Completed");
    }
    if (step === "reopen" && order.status === "Completed" && order.completedByShipment && !covered) {
      order.status = "Open";
      order.completedByShipment = false;
      delete order.dates.Completed;
    }
  }
}

const ship = (by: Actor, id: string, shipment: string) =>
  new Action(by, "Orders.Ship", { path: ofOrder(id), body: { ID: shipment } }, id, (state) => {
    if (!isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
    const order = seen(state, by, id);
    if (order === undefined) return unseen(state, by, id);
    if (order.status !== "Open") return { refused: ["Order.CannotShipBadStatus"] };
    if (order.lines.length === 0) return { refused: ["Order.CannotShipWithNoLineItems"] };
    const outcome = refused(
      order.lines.some((line) => shipped(state, order, line) > 0) && "Order.ConflictsWithOtherShipments",
      state.shipments.has(shipment) && "IdExists",
    );
    if (outcome !== undefined) return outcome;
    return accepted(() => {
      const items = goods(order).map((line) => ({ order: id, line: line.id, quantity: line.quantity }));
      state.shipments.set(shipment, newShipment(shipment, by as Person, true, items));
      follow(state, [id], "complete");
    });
  });

export const beginShipment = (by: Actor, id: string, isSent: boolean) =>
  new Action(
    by,
    "Shipments.Create",
    { body: { ID: id, ...(isSent && { DateShipped: "2026-01-02T03:04:05Z" }) } },
    null,
    (state) => {
      if (state.shipments.has(id)) return { refused: ["IdExists"] };
      return accepted(() => state.shipments.set(id, newShipment(id, by as Person, isSent)));
    },
  );

/** A shipment to be changed; suppliers change their own. */
function toShip(state: State, by: Actor, id: string): Shipment | Outcome {
  const found = state.shipments.get(id);
  if (found === undefined) return { refused: ["NotFound"] };
  return by === "seller" || found.owner === by ? found : "unsaid";
}

const isShipment = (found: Shipment | Outcome): found is Shipment => typeof found === "object" && "items" in found;

const put = (by: Actor, id: string, order: string, line: string, quantity: number) =>
  new Action(
    by,
    "Shipments.SaveItem",
    { path: { shipmentID: id }, body: { OrderID: order, LineItemID: line, QuantityShipped: quantity } },
    order,
    (state) => {
      if (quantity < 1) return { refused: ["ValidationFailure"] };
      const shipment = toShip(state, by, id);
      if (!isShipment(shipment)) return shipment;
      const found = seen(state, by, order);
      if (found === undefined)
        return by === "supplier" && state.orders.has(order) ? "unsaid" : { refused: ["NotFound"] };
      const on = found.lines.find((one) => one.id === line);
      if (on === undefined) return { refused: ["NotFound"] };
      if (on.isBundle) return { refused: ["ShipmentItem.CannotBeBundle"] };
      if (found.status === "Canceled" || (found.status === "Completed" && !found.completedByShipment))
        return { refused: ["Order.CannotShipBadStatus"] };
      const item = shipment.items.find((one) => one.order === order && one.line === line);
      const elsewhere = shipped(state, found, on) - (item?.quantity ?? 0);
      if (elsewhere + quantity > on.quantity) return { refused: ["ShipmentItem.QuantityExceeded"] };
      return accepted(() => {
        if (item === undefined) shipment.items.push({ order, line, quantity });
        else item.quantity = quantity;
        follow(state, [order], "reopen");
      });
    },
  );

const takeOff = (by: Actor, id: string, order: string, line: string) =>
  new Action(
    by,
    "Shipments.DeleteItem",
    { path: { shipmentID: id, orderID: order, lineItemID: line } },
    null,
    (state) => {
      const shipment = toShip(state, by, id);
      if (!isShipment(shipment)) return shipment;
      const item = shipment.items.find((one) => one.order === order && one.line === line);
      if (item === undefined) return { refused: ["NotFound"] };
      return accepted(() => {
        shipment.items = shipment.items.filter((one) => one !== item);
        follow(state, [order], "reopen");
      });
    },
  );

const send = (by: Actor, id: string, isSent: boolean) =>
  new Action(
    by,
    "Shipments.Patch",
    { path: { shipmentID: id }, body: { DateShipped: isSent ? "2026-01-02T03:04:05Z" : null } },
    null,
    (state) => {
      const shipment = toShip(state, by, id);
      if (!isShipment(shipment)) return shipment;
      return accepted(() => {
        if (shipment.sent === isSent) return;
        shipment.sent = isSent;
        const ids = shipment.items.map(({ order }) => order);
        follow(state, ids, isSent ? "complete" : "reopen");
      });
    },
  );

/** Writes a shipment whole, or begins it: what is not said is not so any more. */
const save = (by: Actor, id: string, isSent: boolean, tracking: string | null) =>
  new Action(
    by,
    "Shipments.Save",
    {
      path: { shipmentID: id },
      body: { ...(tracking && { TrackingNumber: tracking }), ...(isSent && { DateShipped: "2026-01-02T03:04:05Z" }) },
    },
    null,
    (state) => {
      if (!state.shipments.has(id))
        return accepted(() => state.shipments.set(id, { ...newShipment(id, by as Person, isSent), tracking }));
      const shipment = toShip(state, by, id);
      if (!isShipment(shipment)) return shipment;
      return accepted(() => {
        shipment.tracking = tracking;
        if (shipment.sent === isSent) return;
        shipment.sent = isSent;
        const ids = shipment.items.map(({ order }) => order);
        follow(state, ids, isSent ? "complete" : "reopen");
      });
    },
  );

const address = (by: Actor, id: string, end: "From" | "To", street: string) =>
  new Action(
    by,
    `Shipments.SetShip${end}Address`,
    { path: { shipmentID: id }, body: addressBody(street) },
    null,
    (state) => {
      const shipment = toShip(state, by, id);
      if (!isShipment(shipment)) return shipment;
      return accepted(() => {
        shipment[end === "From" ? "from" : "to"] = street;
      });
    },
  );

const discard = (by: Actor, id: string) =>
  new Action(by, "Shipments.Delete", { path: { shipmentID: id } }, null, (state) => {
    const shipment = toShip(state, by, id);
    if (!isShipment(shipment)) return shipment;
    return accepted(() => {
      state.shipments.delete(id);
      follow(
        state,
        shipment.items.map(({ order }) => order),
        "reopen",
      );
    });
  });

const sender = fc.constantFrom<Actor>("seller", "seller", "supplier");

/** What was ordered goes out. */
export const fulfilmentActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(slots.onAnyOrder, slots.shipment).map(([[by, id], shipment]) => ship(by, id, shipment)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(sender, slots.shipment, fc.boolean()).map(([by, id, sent]) => beginShipment(by, id, sent)),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(sender, slots.shipment, slots.anyOrder, slots.anyLine, slots.quantity)
      .map(([by, id, order, line, quantity]) => put(by, id, order, line, quantity)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sender, slots.shipment, slots.anyOrder, slots.line)
      .map(([by, id, order, line]) => takeOff(by, id, order, line)),
  },
  { weight: 2, arbitrary: fc.tuple(sender, slots.shipment, fc.boolean()).map(([by, id, sent]) => send(by, id, sent)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sender, slots.shipment, fc.boolean(), fc.constantFrom("track", null))
      .map(([by, id, sent, tracking]) => save(by, id, sent, tracking)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sender, slots.shipment, fc.constantFrom("From", "To"), street)
      .map(([by, id, end, to]) => address(by, id, end, to)),
  },
  { weight: 1, arbitrary: fc.tuple(sender, slots.shipment).map(([by, id]) => discard(by, id)) },
].map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary as fc.Arbitrary<Action> }));
