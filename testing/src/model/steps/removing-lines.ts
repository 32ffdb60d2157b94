import fc from "fast-check";
import { products } from "../market/catalog.ts";
import { price } from "../market/prices.ts";
import { amountOf, isGoing, refundedFor } from "../market/returns.ts";
import { type Actor, type Line, type Order, type Return, type State, shipped } from "../market/state.ts";
import { takeStock } from "../market/stock.ts";
import { Action, accepted, isOrder, ofOrder, toChange } from "./action.ts";
import { orMissing } from "./lines.ts";
import * as slots from "./slots.ts";

/** Items go with their lines; what a return that is not over gives back is the sum of those that are left, if not less than it gave. */
function takeItemsOff(order: Order, one: Return, isOff: (line: string) => boolean): void {
  const items = one.items.filter(({ line }) => !isOff(line));
  if (items.length === one.items.length) return;
  const [before, paid] = [amountOf(one), refundedFor(order, one.id)];
  one.items = items;
  if (!isGoing(one)) one.amount = before;
  else if (paid > (amountOf(one) ?? 0)) one.amount = paid;
}

/** Takes lines off an order, with what rests on them. */
export function takeOff(state: State, order: Order, lines: readonly Line[]): void {
  const isOff = (id: string | null): boolean => lines.some((one) => one.id === id);
  order.lines = order.lines.filter((one) => !lines.includes(one));
  order.discounts = order.discounts.filter((one) => !isOff(one.line));
  for (const one of order.returns) takeItemsOff(order, one, isOff);
  for (const line of lines) {
    if (order.status === "Unsubmitted") price(order, line.product);
    else if (!order.toSupplier) takeStock(state, line, -line.quantity);
    const other = line.other === null ? undefined : state.orders.get(line.other);
    const twin = other?.lines.find(({ id }) => id === line.id);
    if (twin !== undefined) twin.other = null;
  }
}

export const isRequired = ({ lines }: Order, { product, bundle }: Line): boolean => {
  const whole = lines.find(({ id }) => id === bundle);
  return whole !== undefined && products[whole.product].contents?.[product]?.required === true;
};

export const removeLine = (by: Actor, id: string, line: string) =>
  new Action(by, "LineItems.Delete", { path: ofOrder(id, { lineItemID: line }) }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return orMissing(order);
    const found = order.lines.find((one) => one.id === line);
    if (found === undefined) return { refused: ["NotFound"] };
    if (order.status !== "Unsubmitted" && order.status !== "Open") return "unsaid";
    if (found.isBundle) return { refused: ["LineItem.CannotRemoveBundle"] };
    if (found.bundle !== null)
      return {
        refused: [
          isRequired(order, found) ? "LineItem.CannotRemoveRequiredBundleItem" : "LineItem.CannotRemoveBundleItem",
        ],
      };
    if (shipped(state, order, found) > 0) return { refused: ["ShipmentItem.QuantityExceeded"] };
    return accepted(() => takeOff(state, order, [found]));
  });

/** Lines that go. */
export const removalActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onAnyOrder, slots.anyLine).map(([[by, id], line]) => removeLine(by, id, line)),
  },
];
