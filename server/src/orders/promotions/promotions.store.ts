import type { PromotionAssignment, PromotionCode } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import type { Caller } from "../../platform/access/caller.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, idIs, type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { reaches } from "../aggregate/promotion-row.store.ts";

export const promotionAssignments = new AssignmentTable<PromotionAssignment>("promotion_assignment", {
  levels: ["Company", "Group"],
  company: "buyer",
  select: { PromotionID: sql`t.promotion_id` },
  key: sql`marketplace_id, promotion_id, buyer_id, coalesce(group_key, 0)`,
});

/**
 * Promotions that a caller meets: suppliers read what is their own, a buyer's users what somebody of their company may use;
 * when they write, they meet the others' to be refused.
 */
export function ownPromotions({ userType, companyId }: Caller, intent: "read" | "write"): Scope {
  if (userType === "Seller" || intent === "write") return {};
  if (userType === "Supplier") return { where: sql`t.owner_id = ${companyId}` };
  return {
    where: sql`(t.allow_all_buyers or exists (select from promotion_assignment a
      where a.marketplace_id = t.marketplace_id and a.promotion_id = t.id and a.buyer_id = ${companyId}))`,
  };
}

/** Active promotions that the caller may use, whatever their dates; a buyer's users alone use any. */
export const openTo = ({ userType, companyId, userKey }: Caller): Scope => ({
  where:
    userType === "Buyer"
      ? allOf([sql`t.active`, reaches(sql.ref("t.marketplace_id"), "t", companyId, userKey)])
      : sql`false`,
});

/** The condition that an assignment is of a promotion. */
export const ofPromotion = (marketplaceId: string, id: string): RawBuilder<boolean> =>
  refersTo("t.promotion_id", marketplaceId, "promotion", id);

/** The condition that the promotion of an assignment is a company's own. */
export const assignedBy = (ownerId: string): RawBuilder<unknown> =>
  sql`exists (select from promotion p where p.marketplace_id = t.marketplace_id and p.id = t.promotion_id
    and p.owner_id = ${ownerId})`;

/** Tells whether the code was generated for a promotion. */
export async function isGenerated(db: TenantDb, code: string): Promise<boolean> {
  const found = await db.row(
    tables
      .selectFrom("promotion_code")
      .select("promotion_id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("code", code)),
  );
  return found !== undefined;
}

/** A page of the codes that were generated for a promotion. */
export const listCodes = (db: TenantDb, promotionId: string, list: ListRequest): Promise<Page<PromotionCode>> =>
  readPage(db, list, {
    select: sql`t.code as "Code", t.redeemed as "Redeemed"`,
    from: sql`promotion_code as t`,
    where: [sql`t.marketplace_id = ${db.marketplaceId}`, sql`t.promotion_id = ${promotionId}`],
    columns: columnsOf(),
    last: [sql`t.code`],
  });

/** Codes that a promotion has already. */
export async function countCodes(db: TenantDb, promotionId: string): Promise<number> {
  const counted = await db.row<{ total: number }>(
    sql`select count(*)::int as total from promotion_code
      where marketplace_id = ${db.marketplaceId} and promotion_id = ${promotionId}`,
  );
  return counted?.total ?? 0;
}

/**
 * Adds codes, but for those that a promotion has already, generated or not, in whatever case.
 *
 * @returns how many were added.
 */
export const addCodes = (db: TenantDb, promotionId: string, codes: readonly string[]): Promise<number> =>
  db.run(sql`insert into promotion_code (marketplace_id, promotion_id, code)
    select ${db.marketplaceId}, ${promotionId}, c.code from unnest(${codes}::text[]) as c (code)
    where not exists (select from promotion p
      where p.marketplace_id = ${db.marketplaceId} and lower(p.code) = lower(c.code))
    on conflict do nothing`);

/** IDs of the promotions that a supplier owns. */
export async function promotionsOf(db: TenantDb, ownerId: string): Promise<readonly string[]> {
  const rows = await db.rows(
    tables
      .selectFrom("promotion")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("owner_id", "=", ownerId)
      .orderBy("id"),
  );
  return rows.map(({ id }) => id);
}

/** Deletes promotions. What they took off submitted orders stays. */
export async function deletePromotions(db: TenantDb, ids: readonly string[]): Promise<void> {
  await db.run(
    tables
      .deleteFrom("promotion")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "in", [...ids]),
  );
}

/** Tells whether some promotion has no value of its own. */
export async function dependOnService(db: TenantDb): Promise<boolean> {
  const promotion = await db.row(
    tables
      .selectFrom("promotion")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("value_expression", "is", null)
      .limit(1),
  );
  return promotion !== undefined;
}
