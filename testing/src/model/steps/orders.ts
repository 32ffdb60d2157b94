import fc from "fast-check";
import type { Cents } from "../market/catalog.ts";
import { type PlaceId, saved } from "../market/places.ts";
import { price } from "../market/prices.ts";
import { type Actor, isVisitor, newOrder, type Order, type Visitor, visitors } from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, refused, seen, toChange, unseen } from "./action.ts";
import { place, placeFinding, put, shownId } from "./addressing.ts";
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
      for (const [guest, invitation] of state.invitations) if (invitation.order === id) state.invitations.delete(guest);
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

/** What an order is written whole with. */
export interface Whole {
  readonly gratuity: Cents;
  readonly billTo: PlaceId | null;
  readonly shipTo: PlaceId | null;
}

/** Writes an order whole: what is not said is not so any more, but for what the caller may not say. */
export const save = (by: Actor, id: string, { gratuity, billTo, shipTo }: Whole) => {
  const body = { Gratuity: gratuity / 100, BillingAddressID: billTo, ShippingAddressID: shipTo };
  const written = [["Billing", billTo] as const, ["Shipping", shipTo] as const];
  const write = (order: Order): Outcome => {
    const news = written.filter(([side, place]) => place !== shownId(order, side));
    const outcome = refused(...news.map(([side, place]) => place !== null && placeFinding(order, side, place)));
    if (outcome !== undefined) return outcome;
    return accepted(() => {
      order.gratuity = gratuity;
      // Those who may say what shipping and taxes cost said that they cost nothing.
      if (by === "seller") Object.assign(order, { shipping: 0, tax: 0 });
      for (const [side, place] of news) put(order, side, place && saved(place));
    });
  };
  return new Action(by, "Orders.Save", { path: ofOrder(id), body }, id, (state) => {
    if (seen(state, by, id) === undefined) {
      const outcome = unseen(state, by, id);
      // What they are asked to approve is neither theirs to write nor free to be made.
      if (outcome !== "unsaid" && "refused" in outcome && outcome.refused.length > 1)
        return { refused: ["IdExists", "Auth.InsufficientRoles"] };
      // Under another ID than their token's visitors begin nothing that anybody names.
      if (isVisitor(by) && by !== id) return "unsaid";
      const begin = create(by, id).judge(state);
      if (begin === "unsaid" || "refused" in begin) return begin;
      const made = newOrder({ ...state }, id, by);
      const outcomeOfBody = write(made);
      if (outcomeOfBody === "unsaid" || "refused" in outcomeOfBody) return outcomeOfBody;
      return accepted(() => {
        begin.accepted();
        const order = state.orders.get(id);
        const change = order === undefined ? undefined : write(order);
        if (change !== undefined && change !== "unsaid" && "accepted" in change) change.accepted();
      });
    }
    const order = toChange(state, by, id);
    return isOrder(order) ? write(order) : order;
  });
};

/** A shopper takes over what a visitor has in their cart. Without an order of theirs nothing happens. */
const takeOver = (by: Actor, visitor: Visitor) =>
  new Action(by, "Me.TransferAnonUserOrder", { query: { anonUserToken: visitor } }, visitor, (state): Outcome => {
    const order = state.orders.get(visitor);
    if (order?.owner !== visitor || order.status !== "Unsubmitted") return "unsaid";
    return accepted(() => {
      order.owner = by;
      order.firstName = null;
      state.takenOver.add(visitor);
      price(order);
    });
  });

const amounts = fc.constantFrom<Cents>(0, 3_50, 12_00, 199_99);

export const whole: fc.Arbitrary<Whole> = fc.record({
  gratuity: fc.constantFrom<Cents>(0, 0, 2_25),
  billTo: place,
  shipTo: place,
});

/** Orders as shoppers begin and leave them, and as administrators mend them. */
export const orderActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 3, arbitrary: slots.onOrder.map(([by, id]) => create(by, id)) },
  { weight: 1, arbitrary: slots.onOrder.map(([by, id]) => create(by, id, true)) },
  { weight: 2, arbitrary: slots.onAnyOrder.map(([by, id]) => remove(by, id)) },
  { weight: 3, arbitrary: fc.tuple(slots.onOrder, whole).map(([[by, id], one]) => save(by, id, one)) },
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
