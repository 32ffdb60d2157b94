import type { Payment } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { type LineRow, listAllLines } from "../aggregate/line-row.store.ts";
import { open } from "../aggregate/open.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { paymentTable } from "../aggregate/payment-row.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";

/** An order with everything that messages about it say. */
export interface OrderDocument {
  readonly order: OrderHead;
  readonly lines: readonly LineRow[];
  readonly payments: readonly Row<Payment>[];
}

/** An order as messages tell of it, by its stored ID; undefined where there is none. */
export async function orderDocument(db: TenantDb, id: string): Promise<OrderDocument | undefined> {
  const [found, lines, payments] = await Promise.all([
    open({ db }, storedOrder(id)),
    listAllLines(db, id),
    db.rows<Row<Payment>>(sql`select ${paymentTable.select} from payment as t
      where t.marketplace_id = ${db.marketplaceId} and t.order_id = ${id} order by t.date_created, t.id`),
  ]);
  return found && { order: found.head, lines, payments };
}
