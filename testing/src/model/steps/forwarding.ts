import type fc from "fast-check";
import { products } from "../market/catalog.ts";
import { detached } from "../market/places.ts";
import { price } from "../market/prices.ts";
import { type Actor, date, isAdmin, type Line, newOrder } from "../market/state.ts";
import { Action, accepted, ofOrder, refused, seen } from "./action.ts";
import * as slots from "./slots.ts";

/** Gives an order whose ID the server made one that others can name, as integrations do. */
export const rename = (from: string, to: string) =>
  new Action("seller", "Orders.Patch", { path: ofOrder(from), body: { ID: to } }, null, (state) => {
    const order = state.orders.get(from);
    if (order === undefined) return { refused: ["NotFound"] };
    if (state.orders.has(to)) return { refused: ["IdExists"] };
    return accepted(() => {
      state.orders.delete(from);
      state.orders.set(to, { ...order, id: to });
      for (const one of state.invitations.values()) if (one.order === from) one.order = to;
      for (const one of state.orders.values()) for (const line of one.lines) if (line.other === from) line.other = to;
      for (const { items } of state.shipments.values())
        for (const item of items) if (item.order === from) item.order = to;
    });
  });

interface Split {
  readonly OutgoingOrders: readonly { readonly ID: string }[];
}

/** Lines go to their supplier: on an order that is submitted at once, or one that is still to be. */
const passOn = (by: Actor, id: string, operation: "Orders.Forward" | "Orders.Split") =>
  new Action(
    by,
    operation,
    { path: ofOrder(id) },
    id,
    (state) => {
      if (!isAdmin(by)) return { refused: ["Auth.InsufficientRoles", "Auth.UserNotAuthorizedToAdmin"] };
      if (by !== "seller")
        return { refused: ["Order.CannotSplitWrongUserType", "Auth.UserNotAuthorizedToAdmin", "NotFound"] };
      const order = seen(state, by, id);
      if (order === undefined) return { refused: ["NotFound"] };
      const outcome = refused(
        (order.toSupplier || order.direct) && "Order.CannotSplitOutgoing",
        order.status !== "Open" && "Order.CannotSplitBadStatus",
      );
      if (outcome !== undefined) return outcome;
      return accepted((answer) => {
        const lines = order.lines.filter((line) => products[line.product].supplier && line.other === null);
        if (lines.length === 0) return;
        const [made] = answer === undefined ? [{ ID: slots.forwardedId(id) }] : (answer as Split).OutgoingOrders;
        if (made === undefined) return;
        for (const line of lines) line.other = made.ID;
        const outgoing = newOrder(state, made.ID, "seller", {
          toSupplier: true,
          // What the buyer pays is no matter of the supplier's.
          shipTo: detached(order.shipTo),
          lines: lines.map(
            (line): Line => ({
              ...line,
              isPriceSet: false,
              bundle: null,
              other: id,
              shipTo: detached(line.shipTo),
              invitation: null,
            }),
          ),
        });
        price(outgoing);
        if (operation === "Orders.Forward") {
          Object.assign(outgoing, { status: "Open", submitted: true });
          date(state, outgoing, "Submitted");
        }
        state.orders.set(made.ID, outgoing);
      });
    },
    { next: (answer) => (answer as Split).OutgoingOrders.map(({ ID }) => rename(ID, slots.forwardedId(id))) },
  );

/** What was ordered goes to suppliers. */
export const forwardingActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 2, arbitrary: slots.onOrder.map(([by, id]) => passOn(by, id, "Orders.Forward")) },
  { weight: 2, arbitrary: slots.onOrder.map(([by, id]) => passOn(by, id, "Orders.Split")) },
];
