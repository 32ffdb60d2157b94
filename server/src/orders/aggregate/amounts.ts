import type { DecimalText } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, shownAmount, toCents } from "../../platform/money.ts";

/** Parts of a payment that say how much it covers. Refunds for an order return are left out of all sums. */
export interface Portion {
  readonly ID: string;
  readonly Amount: DecimalText | null;
  readonly OrderReturnID: string | null;
}

const zero = new Decimal(0);

const counted = <One extends Portion>(payments: readonly One[], but?: string): readonly One[] =>
  payments.filter(({ ID, OrderReturnID }) => OrderReturnID === null && ID !== but);

const stated = (payments: readonly Portion[]): Decimal =>
  payments.reduce((sum, { Amount }) => sum.plus(Amount ?? 0), zero);

/** Rest of the order's total that payments with an amount of their own leave; never less than nothing. */
export const remainder = (total: DecimalText, payments: readonly Portion[]): Decimal =>
  Decimal.max(zero, toCents(new Decimal(total)).minus(stated(counted(payments))));

/**
 * Amount that each payment covers, by its ID (docs/behaviour/orders.md §9): its amount, or without one the remainder,
 * which the first such payment takes.
 */
export function portions(total: DecimalText, payments: readonly Portion[]): ReadonlyMap<string, Decimal> {
  let left = remainder(total, payments);
  return new Map(
    payments.map(({ ID, Amount, OrderReturnID }) => {
      if (Amount !== null) return [ID, new Decimal(Amount)];
      const taken = OrderReturnID === null ? left : zero;
      left = left.minus(taken);
      return [ID, taken];
    }),
  );
}

/**
 * The amount of a payment as replies show it (docs/behaviour/orders.md §9): its own, or what an account gave for it, or what
 * it covers of the total at this moment. Null for a refund without an amount.
 *
 * @param payments of the order, the oldest first.
 */
export function amountShown(
  total: DecimalText,
  payments: readonly Portion[],
  { ID, Amount, OrderReturnID, debited }: Portion & { readonly debited: DecimalText | null },
): DecimalText | null {
  const known = Amount ?? debited;
  if (known !== null || OrderReturnID !== null) return known;
  return decimalText(portions(total, payments).get(ID) ?? zero);
}

/** An amount in cents; null stays null. */
export const inCents = (amount: DecimalText | null | undefined): DecimalText | null =>
  amount === null || amount === undefined ? null : decimalText(toCents(new Decimal(amount)));

/**
 * Stands against the first payment that, with those before it, is more than the total: one that had its place before the
 * total fell.
 */
export function excessFinding(total: DecimalText, payments: readonly Portion[]): ApiError | undefined {
  const most = toCents(new Decimal(total));
  let paid = zero;
  for (const { Amount } of counted(payments)) {
    const sum = paid.plus(Amount ?? 0);
    if (Amount !== null && new Decimal(Amount).greaterThan(0) && sum.greaterThan(most))
      return apiError("Payment.AlreadyPaid", {
        Total: shownAmount(total),
        Paid: shownAmount(decimalText(paid)),
        Amount: shownAmount(Amount),
      });
    paid = sum;
  }
  return undefined;
}

/**
 * Refuses a payment that is more than what the others leave to pay. One without an amount needs something to cover,
 * unless it is the only payment: an order that costs nothing (yet) can be given one.
 *
 * @param id of the payment itself, which may be among `payments` with the amount it had.
 * @throws ApiError Payment.AlreadyPaid
 */
export function checkCoverage(
  total: DecimalText,
  payments: readonly Portion[],
  { ID, Amount }: Pick<Portion, "ID" | "Amount">,
): void {
  const others = counted(payments, ID);
  const left = toCents(new Decimal(total)).minus(stated(others));
  const data = {
    Total: shownAmount(total),
    Paid: shownAmount(decimalText(stated(others))),
    Amount: shownAmount(Amount),
  };
  if (Amount === null) {
    const covered = others.length > 0 && (left.lessThanOrEqualTo(0) || others.some((other) => other.Amount === null));
    if (covered) throw apiError("Payment.AlreadyPaid", data);
  } else if (new Decimal(Amount).greaterThan(0) && left.lessThan(Amount)) throw apiError("Payment.AlreadyPaid", data);
}
