import type { DecimalText, Payment } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { plain } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** A payment with what its row holds beyond it. */
export interface StoredPayment extends Payment {
  /** What was taken off the spending account; null while nothing was. */
  readonly debited: DecimalText | null;
  /**
   * The buyer whose account or card it names, which is not the order's any more once that has moved to another; null when
   * it names none.
   */
  readonly buyer_id: string | null;
}

const transactions = sql`(select coalesce(jsonb_agg(jsonb_build_object('ID', x.id, 'Type', x.type,
    'DateExecuted', x.date_executed, 'Currency', x.currency, 'Amount', trim_scale(x.amount), 'Succeeded', x.succeeded,
    'ResultCode', x.result_code, 'ResultMessage', x.result_message, 'xp', x.xp) order by x.date_executed, x.id), '[]')
  from payment_transaction x where x.marketplace_id = t.marketplace_id and x.order_id = t.order_id
    and x.payment_id = t.id)`;

export const paymentTable = new Table("payment", "Payment", {
  computed: { Transactions: transactions },
  columns: { Transactions: { json: transactions } },
});

/** All payments on an order, the oldest first. The order's ID may be in any case. */
export async function paymentsOf(db: TenantDb, orderId: string): Promise<StoredPayment[]> {
  const rows = await db.rows<Row<StoredPayment>>(
    sql`select ${paymentTable.select}, t.debited, t.buyer_id from payment as t
      where t.marketplace_id = ${db.marketplaceId} and t.order_id = (select o.id from purchase_order o
        where o.marketplace_id = ${db.marketplaceId} and lower(o.id) = ${orderId.toLowerCase()})
      order by t.date_created, t.id`,
  );
  return rows.map((row) => plain<StoredPayment>(row));
}
