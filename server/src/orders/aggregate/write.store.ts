import { together } from "../../platform/crud/part-table.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idExists } from "../../platform/errors/api-error.ts";
import { isDuplicateId, type Violation } from "../../platform/errors/violations.ts";
import { lineRows } from "./line-row.store.ts";
import type { Order } from "./order.ts";
import { headRows } from "./order-row.store.ts";
import { paymentRows } from "./payment-row.store.ts";

/**
 * Writes what an operation made of an order it had opened and locked: the difference, in one statement. `LastUpdated` moves
 * with every write.
 *
 * @param before as it was opened, under the IDs that its row and its parts have in the meantime.
 * @returns the order as it is stored now.
 * @throws ApiError IdExists (Order, LineItem, Payment)
 */
export async function store<One extends Order>(
  { db, now }: { readonly db: TenantDb; readonly now: Date },
  before: One,
  after: One,
): Promise<One> {
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
    // Its row is written every time, even within one millisecond: whoever waits for the order sees by it that it was.
    ...headRows.difference(marketplaceId, ["id", ID], before.isNew ? [] : [{ ...before.head, LastUpdated: "" }], [
      stored.head,
    ]),
  ];
  await db.run(together(writes)).catch((error: unknown) => {
    throw duplicateOf(error, before, after) ?? error;
  });
  return stored;
}

/** An ID that another row of the same table has, as clients are told of it. */
function duplicateOf(error: unknown, before: Order, after: Order): Error | undefined {
  if (!isDuplicateId(error)) return undefined;
  const added = (part: "lines" | "payments"): string =>
    after[part]?.find(({ ID }) => !before[part]?.some((one) => one.ID === ID))?.ID ?? "";
  switch ((error as Violation).table) {
    case "purchase_order":
      return idExists("Order", after.head.ID);
    case "line_item":
      return idExists("LineItem", added("lines"));
    case "payment":
      return idExists("Payment", added("payments"));
    default:
      return undefined;
  }
}
