import { refuse } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { moveForLines } from "../aggregate/inventory.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { debitAccounts, withDebits } from "../payments/submission.ts";
import type { FullOrder } from "./facts.ts";

/**
 * Stores an order as one that the seller has, and takes stock and money for it.
 *
 * @param before as it was opened.
 * @param open as it becomes, its payments checked in the same transaction.
 * @throws ApiError Inventory.Insufficient, Payment.ExceedsBalance; then nothing has changed.
 */
export async function handOver(work: Work, before: FullOrder, open: FullOrder): Promise<OrderHead> {
  const stored = store(work, before, withDebits(open));
  // It leaves in the trip of these, after which there is only the commit, so that popular products are locked as briefly
  // as can be; should stock or a balance have run short in the meantime, nothing of it is kept.
  const [short, overdrawn] = await Promise.all([
    moveForLines(
      work,
      open.lines.map((line) => ({ line, quantity: line.Quantity })),
    ),
    debitAccounts(work, open),
  ]);
  refuse(...(short.length > 0 ? short : overdrawn));
  return stored.head;
}
