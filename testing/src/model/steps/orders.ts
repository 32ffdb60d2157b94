import fc from "fast-check";
import type { Cents } from "../market/catalog.ts";
import { price } from "../market/prices.ts";
import { type Actor, isVisitor, newOrder, type Visitor, visitors } from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, toChange } from "./action.ts";
import { follow } from "./fulfilment.ts";
import * as slots from "./slots.ts";

/** @param direct it goes to the supplier at once. */
export function create(by: Actor, id: string, direct = false): Action {
  const orderId = isVisitor(by) ? by : id;
  return new Action(
    by,
    "Orders.Create",
    { path: { direction: "Outgoing" }, body: { ID: orderId, ...(direct && { ToCompanyID: "sup" }) } },
    orderId,
    (state) => {
      // A visitor whose order is gone from them gets another, under an ID that the server makes.
      if (by === "seller" || by === "supplier") return "unsaid";
      if (isVisitor(by) && (state.takenOver.has(by) || state.orders.has(by))) return "unsaid";
      if (state.orders.has(orderId)) return { refused: ["IdExists"] };
      return accepted(() => state.orders.set(orderId, newOrder(state, orderId, by, { direct })));
    },
  );
}

export const remove = (by: Actor, id: string) =>
  new Action(by, "Orders.Delete", { path: ofOrder(id) }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    if (!order.toSupplier && order.lines.some(({ other }) => other !== null))
      return { refused: ["Order.CannotDeleteForwardedOrder"] };
    return accepted(() => {
      state.orders.delete(id);
      for (const one of state.shipments.values()) one.items = one.items.filter((item) => item.order !== id);
      const others = new Set(order.lines.flatMap(({ other }) => other ?? []));
      for (const other of others)
        for (const line of state.orders.get(other)?.lines ?? []) if (line.other === id) line.other = null;
      follow(state, [...others], "reopen");
    });
  });

export const costs = (by: Actor, id: string, name: "Gratuity" | "ShippingCost" | "TaxCost", amount: Cents) =>
  new Action(by, "Orders.Patch", { path: ofOrder(id), body: { [name]: amount / 100 } }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    const held = { Gratuity: "gratuity", ShippingCost: "shipping", TaxCost: "tax" } as const;
    const property = held[name];
    if (by !== "seller" && name !== "Gratuity" && order[property] !== amount)
      return {
        refused: [name === "TaxCost" ? "Order.OverrideTaxPermission" : "Order.OverrideShippingPermission"],
      };
    return accepted(() => {
      order[property] = amount;
    });
  });

/** A shopper takes over what a visitor has in their cart. Without an order of theirs nothing happens. */
const takeOver = (by: Actor, visitor: Visitor) =>
  new Action(by, "Me.TransferAnonUserOrder", { query: { anonUserToken: visitor } }, visitor, (state): Outcome => {
    const order = state.orders.get(visitor);
    if (order?.owner !== visitor || order.status !== "Unsubmitted") return "unsaid";
    return accepted(() => {
      order.owner = by;
      state.takenOver.add(visitor);
      price(order);
    });
  });

const amounts = fc.constantFrom<Cents>(0, 3_50, 12_00, 199_99);

/** Orders as shoppers begin and leave them, and as administrators mend them. */
export const orderActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 3, arbitrary: slots.onOrder.map(([by, id]) => create(by, id)) },
  { weight: 1, arbitrary: slots.onOrder.map(([by, id]) => create(by, id, true)) },
  { weight: 2, arbitrary: slots.onAnyOrder.map(([by, id]) => remove(by, id)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, fc.constantFrom("Gratuity", "ShippingCost", "TaxCost"), amounts)
      .map(([[by, id], name, amount]) => costs(by, id, name, amount)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.shopper, fc.constantFrom(...visitors)).map(([by, visitor]) => takeOver(by, visitor)),
  },
];
