import { refuse } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { moveForLines } from "../aggregate/inventory.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { debitAccounts, withDebits } from "../payments/submission.ts";
import { redeem } from "../promotions/redemption.store.ts";
import type { FullOrder } from "./facts.ts";
import { noteToForward } from "./to-forward.store.ts";

/**
 * Stores an order as one that the seller has, takes stock and money for it, and counts its promotions.
 *
 * @param before as it was opened.
 * @param open as it becomes, its payments checked in the same transaction.
 * @throws ApiError Promotion.ExceedsUsageLimit, Promotion.NotActive, Inventory.Insufficient, Payment.ExceedsBalance; then nothing has changed.
 */
export async function handOver(work: Work, before: FullOrder, open: FullOrder): Promise<OrderHead> {
  const stored = store(work, before, withDebits(open));
  // It leaves in the trip of these, after which there is only the commit, if not along with that, so that popular products are
  // locked as briefly as can be; should stock or a balance have run short in the meantime, nothing of it is kept.
  const [used, short, overdrawn] = await Promise.all([
    redeem(work.db, open),
    moveForLines(
      work,
      open.lines.map((line) => ({ line, quantity: line.Quantity })),
      { later: true },
    ),
    debitAccounts(work, open),
    noteToForward(work, open),
  ]);
  refuse(...([used, short, overdrawn].find((findings) => findings.length > 0) ?? []));
  return stored.head;
}
