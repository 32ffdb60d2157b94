import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/**
 * Takes promotions off all unsubmitted orders, in whoever's cart they are, and gives the amounts back to lines and totals.
 * What services had calculated for them is void, as after any change (docs/behaviour/orders.md §13). It is no work on single
 * orders, of which there may be many: what is known of each is that its amounts are sums. Orders are locked in the order of
 * their IDs, and those that another work is about to give the promotion to are told when they are submitted.
 */
export async function takeOffOrders(
  { db, now }: { readonly db: TenantDb; readonly now: Date },
  promotionIds: readonly string[],
): Promise<void> {
  const m = db.marketplaceId;
  const orders = await db.rows<{ id: string }>(sql`
    select o.id from purchase_order o
    where o.marketplace_id = ${m} and o.status = 'Unsubmitted' and o.id in (select r.order_id from order_promotion r
      where r.marketplace_id = ${m} and r.promotion_id = any(${promotionIds}::text[]) and r.kept is null)
    order by o.id for update`);
  if (orders.length === 0) return;
  const ids = orders.map(({ id }) => id);
  await db.run(sql`
    with gone as (
      delete from order_promotion r where r.marketplace_id = ${m} and r.order_id = any(${ids}::text[])
        and r.promotion_id = any(${promotionIds}::text[]) and r.kept is null
      returning r.order_id, r.line_item_id, r.amount),
    lines as (
      update line_item l set promotion_discount = l.promotion_discount - g.amount, line_total = l.line_total + g.amount
      from (select order_id, line_item_id, sum(amount) as amount from gone where line_item_id is not null
        group by order_id, line_item_id) g
      where l.marketplace_id = ${m} and l.order_id = g.order_id and l.id = g.line_item_id)
    update purchase_order o set promotion_discount = o.promotion_discount - g.amount, total = o.total + g.amount,
      order_discount = o.order_discount - g.of_order, last_updated = ${now},
      shipping_estimated = false, calculation = null
    from (select order_id, sum(amount) as amount, coalesce(sum(amount) filter (where line_item_id is null), 0) as of_order
      from gone group by order_id) g
    where o.marketplace_id = ${m} and o.id = g.order_id`);
  touched(db, "purchase_order", ids);
}

/**
 * Lets what orders got of promotions name nothing, and keep what the promotions were: before they are deleted. Those that
 * were submitted kept it then; those that wait for approval, or never came to the seller, keep it from now on.
 */
export async function forgetOnOrders(
  { db }: { readonly db: TenantDb },
  promotionIds: readonly string[],
): Promise<void> {
  const m = db.marketplaceId;
  await db.run(sql`
    update order_promotion r set promotion_id = null, kept = coalesce(r.kept, (select row_to_json(p) from promotion p
      where p.marketplace_id = ${m} and p.id = r.promotion_id))
    where r.marketplace_id = ${m} and r.promotion_id = any(${promotionIds}::text[])`);
}
