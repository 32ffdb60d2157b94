import { formatInstant } from "../../platform/dates.ts";
import { Decimal, type DecimalText, decimalText } from "../../platform/money.ts";
import type { Order } from "./order.ts";
import { refunded } from "./refunds.ts";
import type { ReturnHead, ReturnItem } from "./return-row.store.ts";

/** A return as it is to be. */
export interface Draft {
  readonly head: ReturnHead;
  readonly items: readonly ReturnItem[];
}

/** The draft with the amount to refund that follows from its items, unless it is set as a whole. */
export function summed({ head, items }: Draft): Draft {
  if (head.refund_set) return { head, items };
  const decided = items.length > 0 && items.every(({ RefundAmount }) => RefundAmount !== null);
  return { head: { ...head, RefundAmount: decided ? sumOf(items) : null }, items };
}

const sumOf = (items: readonly ReturnItem[]): DecimalText =>
  decimalText(items.reduce((sum, { RefundAmount }) => sum.plus(RefundAmount ?? 0), new Decimal(0)));

/** Statuses of returns that are not over. */
const going: readonly ReturnHead["Status"][] = ["Unsubmitted", "AwaitingApproval", "Open"];

/**
 * The order's returns without the items of lines that leave it. The amount of those that are not over is that of what is left,
 * though never less than what was paid back (docs/behaviour/fulfilment.md §5.3).
 */
export function withoutItemsOf<One extends Order<"returns" | "returnItems" | "payments">>(
  order: One,
  lineIds: ReadonlySet<string>,
  now: Date,
): One {
  const returnItems = order.returnItems.filter(({ LineItemID }) => !lineIds.has(LineItemID ?? ""));
  const returns = order.returns.map((head): ReturnHead => {
    const itemsOf = (items: readonly ReturnItem[]) => items.filter((one) => one.order_return_id === head.ID);
    const items = itemsOf(returnItems);
    if (items.length === itemsOf(order.returnItems).length || !going.includes(head.Status)) return head;
    const { RefundAmount: left } = summed({ head, items }).head;
    const paid = refunded(order.payments, head.ID);
    const RefundAmount = paid.greaterThan(left ?? 0) ? decimalText(paid) : left;
    return { ...head, RefundAmount, LastUpdated: formatInstant(now) };
  });
  return { ...order, returns, returnItems };
}
