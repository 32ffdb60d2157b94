import type { wire } from "@orderwell/contract";
import type fc from "fast-check";
import { stockOf } from "../market/catalog.ts";
import { price, quantityFinding } from "../market/prices.ts";
import {
  type Actor,
  isVisitor,
  type Line,
  newLine,
  newOrder,
  type Order,
  type State,
  unitsFrom,
  unitsOf,
} from "../market/state.ts";
import { stockFinding } from "../market/stock.ts";
import { Action, accepted, ofOrder, seen, unseen } from "./action.ts";
import { renameLine } from "./lines.ts";
import * as slots from "./slots.ts";

/** Lines of an order as they can be had once more: those that count together stand or fall together, then stock goes round. */
function again(state: State, { lines }: Order, to: Order): Line[] {
  for (const { id, product, options, quantity, isBundle, bundle } of lines) {
    if (!isBundle && quantityFinding(product, quantity, unitsOf({ lines }, product)) !== undefined) continue;
    const one = newLine(id, { product, options, record: null }, quantity, { isBundle, bundle });
    const stock = stockOf(one);
    if (stock !== null && stockFinding(state, stock, unitsFrom(to, stock) + quantity) !== undefined) continue;
    to.lines.push(one);
  }
  return to.lines;
}

/** What becomes of a bundle of which a part is not to be had, and which of two bundles is which, nobody says. */
const isClear = (order: Order, lines: readonly Line[]): boolean => {
  const isOfBundle = ({ isBundle, bundle }: Line): boolean => isBundle || bundle !== null;
  const bundles = order.lines.filter(({ isBundle }) => isBundle);
  return bundles.length < 2 && order.lines.filter(isOfBundle).length === lines.filter(isOfBundle).length;
};

/** Gives lines the IDs that the server made for them. */
function identify(lines: readonly Line[], read: readonly wire.LineItem[]): Line[] {
  const left = [...read];
  const bundle = read.find(({ IsBundle }) => IsBundle)?.ID ?? null;
  return lines.map((line) => {
    const found = left.findIndex(
      ({ ProductID, Quantity, Specs, BundleItemID }) =>
        ProductID === line.product &&
        (BundleItemID !== null) === (line.bundle !== null) &&
        Quantity === line.quantity &&
        (Specs ?? []).length === Object.keys(line.options).length &&
        (Specs ?? []).every(({ SpecID, OptionID }) => line.options[SpecID as keyof Line["options"]] === OptionID),
    );
    const [one] = found < 0 ? [] : left.splice(found, 1);
    return { ...line, id: one?.ID ?? `no line like ${line.id}`, bundle: line.bundle && bundle };
  });
}

const repeat = (by: Actor, id: string) => {
  const to = slots.repeatedId(id);
  return new Action(
    by,
    "Orders.Repeat",
    { path: ofOrder(id), body: { ID: to } },
    null,
    (state) => {
      if (isVisitor(by)) return { refused: ["Auth.AnonUserProhibited"] };
      const order = seen(state, by, id);
      if (order === undefined) return unseen(state, by, id);
      if (order.toSupplier || isVisitor(order.owner)) return "unsaid";
      if (state.orders.has(to)) return { refused: ["IdExists"] };
      const scratch = newOrder({ ...state }, to, order.owner);
      if (!isClear(order, again(state, order, scratch))) return "unsaid";
      return accepted((_, learned) => {
        const made = newOrder(state, to, order.owner, { direct: order.direct });
        const lines = again(state, order, made);
        made.lines = learned === undefined ? lines : identify(lines, (learned as wire.OrderWorksheet).LineItems ?? []);
        price(made);
        state.orders.set(to, made);
      });
    },
    {
      learn: { by: "seller", operation: "IntegrationEvents.GetWorksheet", input: { path: ofOrder(to) } },
      next: (_, learned) =>
        ((learned as wire.OrderWorksheet | undefined)?.LineItems ?? [])
          .slice(0, slots.lineIds.length)
          .map(({ ID }, at) => renameLine("seller", to, ID ?? "", slots.lineIds[at] ?? "")),
    },
  );
};

/** What was ordered before is ordered again. */
export const repeatActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 3, arbitrary: slots.onOrder.map(([by, id]) => repeat(by, id)) },
];
