import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { ApiError } from "../../platform/errors/api-error.ts";
import { usesBy } from "../aggregate/promotion-row.store.ts";
import { applied } from "./apply.ts";
import type { Promoted } from "./evaluate.ts";
import { refusalOf } from "./findings.ts";

/**
 * Counts an order that is just being submitted, and is stored as submitted, as a use of its promotions, and keeps them as
 * they are. Whoever counts a promotion holds it until the transaction ends, so that of those who submit at the same time no
 * more get it than its limits allow (docs/behaviour/promotions.md §5).
 *
 * @returns a finding for every promotion that another order took the last use of. Then nothing of the work may be kept.
 */
export async function redeem(db: TenantDb, order: Promoted): Promise<readonly ApiError[]> {
  const candidates = applied(order);
  if (candidates.length === 0) return [];
  const m = db.marketplaceId;
  const { ID: orderId, from_user_key: userKey } = order.head;
  const ids = candidates.map(({ promotion }) => promotion.ID);
  const codes = candidates.flatMap(({ code }) => (code === null ? [] : [code.toLowerCase()]));
  const [held, counted, , overused, redeemed] = await Promise.all([
    db.rows<{ id: string; active: boolean }>(sql`select p.id, p.active from promotion p
      where p.marketplace_id = ${m} and p.id = any(${ids}::text[]) order by p.id for update`),
    db.rows<{ id: string }>(sql`update promotion p set redemption_count = p.redemption_count + 1
      where p.marketplace_id = ${m} and p.id = any(${ids}::text[])
        and (p.redemption_limit is null or p.redemption_count < p.redemption_limit) returning p.id`),
    // By a subquery: a distributed database puts nothing together for an update from rows that are joined.
    db.run(sql`update order_promotion r set kept = (select row_to_json(p) from promotion p
        where p.marketplace_id = ${m} and p.id = r.promotion_id)
      where r.marketplace_id = ${m} and r.order_id = ${orderId} and r.promotion_id is not null`),
    db.rows<{ id: string }>(sql`select p.id from promotion p
      where p.marketplace_id = ${m} and p.id = any(${ids}::text[]) and p.redemption_limit_per_user is not null
        and ${usesBy(m, sql`p.id`, userKey)} > p.redemption_limit_per_user`),
    codes.length === 0
      ? []
      : db.rows<{ code: string }>(sql`update promotion_code c set redeemed = true
          where c.marketplace_id = ${m} and lower(c.code) = any(${codes}::text[]) and not c.redeemed
          returning lower(c.code) as code`),
  ]);
  const active = new Set(held.filter((one) => one.active).map(({ id }) => id));
  const within = new Set(counted.map(({ id }) => id));
  const over = new Set(overused.map(({ id }) => id));
  const used = new Set(redeemed.map(({ code }) => code));
  return candidates.flatMap(({ promotion, code }) => {
    if (!active.has(promotion.ID)) return [refusalOf("Promotion.NotActive", promotion)];
    const free = within.has(promotion.ID) && !over.has(promotion.ID) && (code === null || used.has(code.toLowerCase()));
    return free ? [] : [refusalOf("Promotion.ExceedsUsageLimit", promotion)];
  });
}
