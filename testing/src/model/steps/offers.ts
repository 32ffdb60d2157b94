import fc from "fast-check";
import { addAutomatic, codesOn, standing, workOut } from "../market/discounts.ts";
import { type PromotionCode, promotionCodes } from "../market/offers.ts";
import type { Actor, Order, State } from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, seen, toChange } from "./action.ts";
import * as slots from "./slots.ts";

/** The order whose promotions are to be changed, or what refuses that. */
function promotable(state: State, by: Actor, id: string): Order | Outcome {
  const visible = seen(state, by, id);
  if (visible !== undefined && visible.status !== "Unsubmitted" && visible.status !== "AwaitingApproval")
    return { refused: ["Order.CannotApplyPromoBadStatus"] };
  const order = toChange(state, by, id);
  // What the marketplace's own promotions make of an order to a supplier is not for this model.
  return isOrder(order) && (order.toSupplier || order.direct) ? "unsaid" : order;
}

export const add = (by: Actor, id: string, code: PromotionCode) =>
  new Action(by, "Orders.AddPromotion", { path: ofOrder(id, { promoCode: code }) }, id, (state) => {
    const order = promotable(state, by, id);
    if (!isOrder(order)) return order;
    const there = codesOn(order);
    const finding = there.includes(code) ? "Promotion.AlreadyAdded" : standing(state, order, code, there);
    if (finding !== undefined) return { refused: [finding] };
    const before = order.discounts.map((one) => ({ ...one }));
    const found = workOut(state, order, [...there, code], "keep").get(code);
    const after = order.discounts;
    order.discounts = before;
    if (found !== undefined) return { refused: [found] };
    return accepted(() => {
      order.discounts = after;
    });
  });

export const remove = (by: Actor, id: string, code: PromotionCode) =>
  new Action(by, "Orders.RemovePromotion", { path: ofOrder(id, { promoCode: code }) }, id, (state) => {
    const order = promotable(state, by, id);
    if (!isOrder(order)) return order;
    if (!codesOn(order).includes(code)) return { refused: ["NotFound"] };
    return accepted(() => {
      order.discounts = order.discounts.filter((one) => one.code !== code);
      workOut(state, order, codesOn(order), "keep");
    });
  });

export const automatic = (by: Actor, id: string, operation: "Orders.ApplyPromotions" | "Orders.RefreshPromotions") =>
  new Action(by, operation, { path: ofOrder(id) }, id, (state) => {
    const order = promotable(state, by, id);
    if (!isOrder(order)) return order;
    return accepted(() => addAutomatic(state, order, operation === "Orders.ApplyPromotions" ? "keep" : "drop"));
  });

export const code = fc.constantFrom(...promotionCodes);

/** Promotions on orders. */
export const offerActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 4, arbitrary: fc.tuple(slots.onOrder, code).map(([[by, id], one]) => add(by, id, one)) },
  { weight: 1, arbitrary: fc.tuple(slots.onOrder, code).map(([[by, id], one]) => remove(by, id, one)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, fc.constantFrom("Orders.ApplyPromotions", "Orders.RefreshPromotions"))
      .map(([[by, id], operation]) => automatic(by, id, operation)),
  },
];
