import type { EligiblePromotion, OrderPromotion } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderPromotionTable } from "../aggregate/promotion-row.store.ts";

/** A page of the promotions on an order. */
export const listOrderPromotions = (
  db: TenantDb,
  orderId: string,
  list: ListRequest,
): Promise<Page<Row<OrderPromotion>>> => orderPromotionTable.list(db, { columns: { order_id: orderId } }, list);

/** All of them, of an order whose ID may be in any case. */
export const allOrderPromotions = (db: TenantDb, orderId: string): Promise<Row<OrderPromotion>[]> =>
  db.rows(sql`select ${orderPromotionTable.select} from ${orderPromotionTable.source} as t
    where t.marketplace_id = ${db.marketplaceId} and t.order_id = (select o.id from purchase_order o
      where o.marketplace_id = ${db.marketplaceId} and ${idIs("o.id", orderId)})
    order by t.date_applied, t.id, t.line_added nulls first, t.line_item_id`);

/** A page of promotions with what each would take off, by their IDs. */
export const listEligible = (
  db: TenantDb,
  amounts: Readonly<Record<string, string>>,
  list: ListRequest,
): Promise<Page<Row<EligiblePromotion>>> =>
  new Table("promotion", "EligiblePromotion", {
    source: sql`(select p.*, a.value::numeric as amount from promotion p
      join json_each_text(${JSON.stringify(amounts)}::json) a on a.key = p.id)`,
  }).list(db, {}, list);
