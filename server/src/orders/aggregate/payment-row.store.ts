import type { DecimalText, Payment } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { type Scope, Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";

/** A payment with what its row holds beyond it. What providers did with it is not among that. */
export interface OrderPayment extends Omit<Payment, "Transactions"> {
  /** As it was written: null takes what the others leave of the total. Replies show `amountShown`. */
  readonly Amount: DecimalText | null;
  readonly order_id: string;
  /** Amount taken off the spending account; null while nothing was. */
  readonly debited: DecimalText | null;
  /**
   * The buyer whose account or card it names, which is not the order's any more once that has moved to another; null when
   * it names none.
   */
  readonly buyer_id: string | null;
}

const transactions = sql`(select coalesce(json_agg(json_build_object('ID', x.id, 'Type', x.type,
    'DateExecuted', x.date_executed, 'Currency', x.currency, 'Amount', trim_scale(x.amount), 'Succeeded', x.succeeded,
    'ResultCode', x.result_code, 'ResultMessage', x.result_message, 'xp', x.xp) order by x.date_executed, x.id), '[]')
  from payment_transaction x where x.marketplace_id = t.marketplace_id and x.order_id = t.order_id
    and x.payment_id = t.id)`;

const others = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`from payment e where e.marketplace_id = t.marketplace_id and e.order_id = t.order_id and e.order_return_id is null
    and ${condition}`;

/** As `amountShown`. */
const amount = sql`coalesce(t.amount, t.debited, case when t.order_return_id is null then case
  when exists (select ${others(sql`e.amount is null and (e.date_created, e.id) < (t.date_created, t.id)`)}) then 0
  else greatest(0, (select round(o.total, 2) from purchase_order o
      where o.marketplace_id = t.marketplace_id and o.id = t.order_id)
    - coalesce((select sum(e.amount) ${others(sql`e.amount is not null`)}), 0)) end end)`;

/** Payments in lists and in replies. */
export const paymentTable = new Table("payment", "Payment", {
  computed: { Transactions: transactions, Amount: amount },
  columns: { Transactions: { json: transactions } },
});

/** Payments of an order whose ID may be in any case. */
export const paymentsOf = (db: TenantDb, orderId: string): Scope => ({
  where: sql`t.order_id = (select o.id from purchase_order o
    where o.marketplace_id = ${db.marketplaceId} and ${idIs("o.id", orderId)})`,
});

/** Payments as they are read to be worked on, and written. */
export const paymentRows = new PartTable<OrderPayment>(
  new Table("payment", "Payment", { computed: { Transactions: transactions } }),
  {
    order_id: "text",
    debited: "numeric",
    buyer_id: "text",
  },
);
