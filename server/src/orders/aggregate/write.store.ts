import { together } from "../../platform/crud/part-table.ts";
import { formatInstant } from "../../platform/dates.ts";
import { withTakenId } from "../../platform/errors/violations.ts";
import type { Work } from "../../platform/work/work.ts";
import { approvalRows } from "./approval-row.store.ts";
import { countWrites } from "./counts.store.ts";
import { withoutAnswers } from "./invalidation.ts";
import { lineRows } from "./line-row.store.ts";
import type { Order } from "./order.ts";
import { headRows } from "./order-row.store.ts";
import { paymentRows } from "./payment-row.store.ts";
import { discountRows } from "./promotion-row.store.ts";
import { returnApprovalRows, returnItemRows, returnRows } from "./return-row.store.ts";

/**
 * Writes what an operation made of an order it had opened and locked: the difference, in one statement (`together`), which
 * leaves along with the next one or with the commit. `LastUpdated` moves with every write.
 *
 * @param before as it was opened, under the IDs that its row and its parts have in the meantime.
 * @param options.byAnswer what is on the worksheet made the changes, so that it still holds. Default: it may be dropped
 *   (`withoutAnswers`).
 * @returns the order as it is stored now. Where an ID is taken, the transaction ends with IdExists (Order, LineItem,
 *   Payment, OrderReturn).
 */
export function store<One extends Order>(
  work: Pick<Work, "db" | "now" | "services" | "afterCommit">,
  before: One,
  changed: One,
  { byAnswer = false }: { readonly byAnswer?: boolean } = {},
): One {
  const { db, now } = work;
  const after = byAnswer ? changed : withoutAnswers(before, changed);
  const stored: One = {
    ...after,
    head: { ...after.head, LastUpdated: formatInstant(now) },
    isNew: false,
  };
  const { marketplaceId } = db;
  const { ID } = before.head;
  const ofOrder = ["order_id", ID] as const;
  const writes = [
    ...lineRows.difference(marketplaceId, ofOrder, before.lines ?? [], after.lines ?? []),
    ...paymentRows.difference(marketplaceId, ofOrder, before.payments ?? [], after.payments ?? []),
    ...approvalRows.difference(marketplaceId, ofOrder, before.approvals ?? [], after.approvals ?? []),
    ...returnRows.difference(marketplaceId, ofOrder, before.returns ?? [], after.returns ?? []),
    ...returnItemRows.difference(marketplaceId, ofOrder, before.returnItems ?? [], after.returnItems ?? []),
    ...returnApprovalRows.difference(marketplaceId, ofOrder, before.returnApprovals ?? [], after.returnApprovals ?? []),
    ...discountRows.difference(marketplaceId, ofOrder, before.promotions ?? [], after.promotions ?? []),
    // Its row is written every time, even within one millisecond: whoever waits for the order sees by it that it was.
    ...headRows.difference(marketplaceId, ["id", ID], before.isNew ? [] : [{ ...before.head, LastUpdated: "" }], [
      stored.head,
    ]),
  ];
  const counted = countWrites(marketplaceId, before, stored);
  const taken = {
    purchase_order: after.head.ID,
    line_item: addedId(before.lines, after.lines),
    payment: addedId(before.payments, after.payments),
    order_return: addedId(before.returns, after.returns),
  };
  const explain = (error: unknown) => withTakenId(error, taken);
  const statements = together([...counted, ...writes], db.distributed ? undefined : "xmin as version");
  const hold = db.distributed ? undefined : work.services.heldOrders.stored(db, work.afterCommit, before, stored);
  for (const [index, statement] of statements.entries()) {
    const isLast = index === statements.length - 1;
    db.runLater(statement, explain, isLast && hold ? ({ rows: [row] }) => hold((row as Version).version) : undefined);
  }
  db.wrote({
    table: "purchase_order",
    key: { id: stored.head.ID },
    before: before.isNew ? null : before,
    after: stored,
  });
  return stored;
}

/** What the order's row answers with. */
interface Version {
  readonly version: string;
}

interface Part {
  readonly ID: string;
}

/** The ID of a part that was not there before; empty when there is none. */
export function addedId(before: readonly Part[] = [], after: readonly Part[] = []): string {
  if (before === after) return "";
  const known = new Set(before.map(({ ID }) => ID));
  return after.find(({ ID }) => !known.has(ID))?.ID ?? "";
}
