import type { Caller } from "../../platform/access/caller.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { type PromotionFacts, promotionFacts, reaches } from "../aggregate/promotion-row.store.ts";
import type { Candidate } from "./apply.ts";

type Owner = Pick<OrderHead, "buyer_id" | "from_user_key">;

/** Promotions that an order is looked at with at most. */
const mostCandidates = 1_000;

interface Found {
  readonly promotion: Json;
  readonly code: string | null;
  readonly redeemed: boolean | null;
}

const candidateOf = ({ promotion, code }: Found): Candidate => ({
  promotion: promotion.value as PromotionFacts,
  records: [],
  code,
});

/**
 * The promotion that a code stands for, in whatever case, as it concerns the user of an order; nothing where it is not open
 * to them. A generated code is redeemed once a submitted order had it.
 */
export async function findByCode(
  db: TenantDb,
  { buyer_id, from_user_key }: Owner,
  code: string,
): Promise<Candidate | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<Found>(sql`
    select ${promotionFacts(m, sql`${buyer_id}::text`, from_user_key)} as promotion, c.code, c.redeemed
    from promotion p
    left join promotion_code c on c.marketplace_id = ${m} and c.promotion_id = p.id and lower(c.code) = lower(${code} collate "C")
    where p.marketplace_id = ${m} and (lower(p.code) = lower(${code} collate "C") or p.id = (select g.promotion_id
      from promotion_code g where g.marketplace_id = ${m} and lower(g.code) = lower(${code} collate "C")))
      and ${reaches(m, "p", sql`${buyer_id}::text`, from_user_key)}`);
  return found && { ...candidateOf(found), redeemed: found.redeemed ?? false };
}

/**
 * Promotions that are not on an order and that it may take as far as its user, the time and the limits go, the first that is applied first.
 *
 * @param which those that apply by themselves, or all that somebody need not guess the code of.
 */
export async function findCandidates(
  db: TenantDb,
  { ID: orderId, buyer_id, from_user_key }: Owner & Pick<OrderHead, "ID">,
  now: Date,
  which: "automatic" | "all",
): Promise<readonly Candidate[]> {
  const conditions: RawBuilder<unknown>[] = [
    sql`p.marketplace_id = ${db.marketplaceId} and p.active`,
    ...(which === "automatic" ? [sql`p.auto_apply`] : []),
    sql`(p.start_date is null or p.start_date <= ${now}) and (p.expiration_date is null or p.expiration_date > ${now})`,
    sql`(p.redemption_limit is null or p.redemption_count < p.redemption_limit)`,
    // Looked up by hash: a join of two hundred with two hundred is as easily carried out row by row.
    sql`p.id not in (select r.promotion_id from order_promotion r where r.marketplace_id = ${db.marketplaceId}
      and r.order_id = ${orderId} and r.promotion_id is not null)`,
    reaches(db.marketplaceId, "p", sql`${buyer_id}::text`, from_user_key),
  ];
  const rows = await db.rows<Found>(sql`
    select ${promotionFacts(db.marketplaceId, sql`${buyer_id}::text`, from_user_key)} as promotion, null as code, null as redeemed
    from promotion p where ${allOf(conditions)}
    order by p.priority nulls last, p.id limit ${mostCandidates}`);
  return rows.map(candidateOf);
}

/** Promotions that are explained at once. */
const mostExplained = 100;

/** Promotions that concern the caller: sellers all, suppliers their own, buyers those of the order's user and on the order. */
function concerning(db: TenantDb, { userType, companyId }: Caller, order: Owner & Pick<OrderHead, "ID">) {
  const m = db.marketplaceId;
  switch (userType) {
    case "Seller":
      return sql`true`;
    case "Supplier":
      return sql`p.owner_id = ${companyId}`;
    case "Buyer":
      return sql`(${reaches(m, "p", sql`${order.buyer_id}::text`, order.from_user_key)} or exists (select
        from order_promotion r where r.marketplace_id = ${m} and r.order_id = ${order.ID} and r.promotion_id = p.id))`;
  }
}

/** Promotions, whether or not an order may take them, as far as they concern the caller: one of that ID, in any case, or the first. */
export async function findEvery(
  { db, actor }: Pick<UserWork, "db" | "actor">,
  order: Owner & Pick<OrderHead, "ID">,
  promotionId: string | undefined,
): Promise<readonly Candidate[]> {
  const { buyer_id, from_user_key } = order;
  const named = promotionId === undefined ? sql`true` : idIs("p.id", promotionId);
  const rows = await db.rows<Found>(sql`
    select ${promotionFacts(db.marketplaceId, sql`${buyer_id}::text`, from_user_key)} as promotion, null as code, null as redeemed
    from promotion p where p.marketplace_id = ${db.marketplaceId} and ${named} and ${concerning(db, actor, order)}
    order by p.priority nulls last, p.id limit ${mostExplained}`);
  return rows.map(candidateOf);
}
