import type { Cents } from "./catalog.ts";
import { type Basket, type PromotionCode, promotionCodes, promotions } from "./offers.ts";
import { type Discount, isUsedUp, lineTotal, type Order, type State, subtotal, total } from "./state.ts";

const rank = (code: PromotionCode): number => promotions[code].priority ?? Number.POSITIVE_INFINITY;

/** Codes on an order, the first that is applied first. */
export const codesOn = ({ discounts }: Order): PromotionCode[] =>
  inTurns([...new Set(discounts.map(({ code }) => code))]);

const inTurns = (codes: readonly PromotionCode[]): PromotionCode[] => [...codes].sort((a, b) => rank(a) - rank(b));

const basketOf = (order: Order): Basket => ({
  subtotal: subtotal(order),
  total: total(order),
  lines: order.lines.map((line) => ({
    id: line.id,
    product: line.product,
    quantity: line.quantity,
    subtotal: line.subtotal,
    total: lineTotal(order, line),
  })),
});

/** What stands against a promotion beside its condition, where others are on the order. */
export function standing(
  state: State,
  order: Order,
  code: PromotionCode,
  others: readonly PromotionCode[],
): string | undefined {
  const { combines } = promotions[code];
  if (isUsedUp(state, order, code)) return "Promotion.ExceedsUsageLimit";
  if (others.length > 0 && !(combines && others.every((other) => promotions[other].combines)))
    return "Promotion.CannotCombine";
  return undefined;
}

/** What it takes off; undefined where the order, or every line, is not eligible. */
function worth(order: Order, code: PromotionCode): Discount[] | undefined {
  const { onOrder, onLine } = promotions[code];
  const basket = basketOf(order);
  const within = (amount: Cents, most: Cents): Cents => Math.max(0, Math.min(amount, most));
  if (onLine === undefined) {
    const amount = onOrder?.(basket);
    return amount === undefined ? undefined : [{ code, line: null, amount: within(amount, basket.total) }];
  }
  const found = basket.lines.flatMap((line): Discount[] => {
    const amount = onLine(line, basket);
    return amount === undefined ? [] : [{ code, line: line.id, amount: within(amount, line.total) }];
  });
  return found.length === 0 ? undefined : found;
}

/**
 * Works out anew what promotions take off an order, one after the other.
 *
 * @param otherwise what becomes of what is on the order and does not hold.
 * @returns what stands against codes, by the code; of those that were to come, they did not.
 */
export function workOut(
  state: State,
  order: Order,
  codes: readonly PromotionCode[],
  otherwise: "keep" | "drop",
): ReadonlyMap<PromotionCode, string> {
  const before = order.discounts;
  const refused = new Map<PromotionCode, string>();
  const placed: PromotionCode[] = [];
  order.discounts = [];
  for (const code of inTurns(codes)) {
    const found = standing(state, order, code, placed) ?? worth(order, code) ?? "Promotion.NotEligible";
    const known = before.filter((one) => one.code === code);
    if (typeof found !== "string") order.discounts.push(...found);
    else {
      refused.set(code, found);
      if (known.length === 0 || otherwise === "drop") continue;
      for (const one of known) {
        const line = order.lines.find(({ id }) => id === one.line);
        const most = line === undefined ? total(order) : lineTotal(order, line);
        order.discounts.push({ ...one, amount: Math.max(0, Math.min(one.amount, most)) });
      }
    }
    placed.push(code);
  }
  return refused;
}

/** Adds what applies by itself; what is there is worked out anew, and may go when it is a refresh. */
export function addAutomatic(state: State, order: Order, otherwise: "keep" | "drop"): void {
  const there = codesOn(order);
  const more = promotionCodes.filter((code) => {
    if (!promotions[code].automatic || there.includes(code)) return false;
    return otherwise === "drop" || standing(state, order, code, there) === undefined;
  });
  workOut(state, order, [...there, ...more], otherwise);
}
