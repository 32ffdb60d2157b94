import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import { bundleContents } from "../bundles/contents.store.ts";
import { type CandidateSchedule, candidateSchedules, type PriceArguments, sells } from "../pricing/selection.store.ts";
import type { FoundAssignment } from "../visibility/explain.ts";
import type { Parties } from "../visibility/rules.ts";
import type { Shopper } from "./purchasable.ts";
import { readShopper } from "./shopper.store.ts";

/** A product as it is explained. */
export interface ExplainedProduct {
  readonly id: string;
  /** Its own setting, which a child has beside its parent's. */
  readonly active: boolean;
  readonly ownerId: string;
  readonly parentId: string | null;
  readonly parentActive: boolean | null;
  readonly isParent: boolean;
  readonly isBundle: boolean;
  readonly classId: number;
}

/** The product of an ID in any case, whoever sees it. */
export const findExplained = (db: TenantDb, productId: string): Promise<ExplainedProduct | undefined> =>
  db.row(sql`
    select p.id, p.owner_id as "ownerId", p.parent_id as "parentId", p.is_parent as "isParent", p.is_bundle as "isBundle",
      p.visibility_class_id as "classId", q.active as "parentActive",
      case when p.parent_id is null then p.active else coalesce((p.own ->> 'Active')::boolean, p.active) end as active
    from product p left join product q on q.marketplace_id = ${db.marketplaceId} and q.id = p.parent_id
    where p.marketplace_id = ${db.marketplaceId} and ${idIs("p.id", productId)}`);

/**
 * The assignment of a product or its parent that opens it to the parties; where there is none one to another group of the
 * buyer's. Of several the one to the buyer as a whole.
 */
export async function findAssignment(
  db: TenantDb,
  { id, parentId }: Pick<ExplainedProduct, "id" | "parentId">,
  { buyerId, groupKeys }: Parties,
): Promise<FoundAssignment | null> {
  const found = await db.row<FoundAssignment>(sql`
    select a.product_id as "productId", a.seller_id as "sellerId", coalesce(a.group_key, 0) as "groupKey",
      (select g.id from user_group g where g.marketplace_id = ${db.marketplaceId} and g.key = a.group_key) as "groupId",
      a.price_schedule_id as "priceScheduleId"
    from product_assignment a
    where a.marketplace_id = ${db.marketplaceId} and a.product_id in (${id}, ${parentId}) and a.buyer_id = ${buyerId}
    order by a.group_key is null or a.group_key = any(${`{${groupKeys.join(",")}}`}::bigint[]) desc,
      a.group_key nulls first, a.product_id, a.seller_id limit 1`);
  return found ?? null;
}

/** What a bundle consists of, with the visibility class of each. */
export async function findComponents(
  db: TenantDb,
  bundleId: string,
): Promise<readonly { readonly id: string; readonly classId: number }[]> {
  const contents = (await bundleContents(db, [bundleId], [])).get(bundleId.toLowerCase()) ?? [];
  const ids = contents.map(({ productId }) => productId);
  return db.rows(
    tables
      .selectFrom("product")
      .select(["id", "visibility_class_id as classId"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "in", ids.length > 0 ? ids : [""])
      .orderBy("id"),
  );
}

/** IDs of user groups, by key. */
export async function groupIdsOf(db: TenantDb, keys: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (keys.length === 0) return new Map();
  const groups = tables.selectFrom("user_group").select(["key", "id"]).where("marketplace_id", "=", db.marketplaceId);
  return new Map((await db.rows(groups.where("key", "in", keys))).map(({ key, id }) => [Number(key), id]));
}

/** Everything in which a price is looked for, in the order in which it counts. */
export const findCandidates = (
  db: TenantDb,
  productId: string,
  args: PriceArguments,
): Promise<readonly CandidateSchedule[]> => db.rows(candidateSchedules({ ...args, productId }));

/** Tells whether a seller, the marketplace or a supplier, may sell a product. */
export async function isSoldBySeller(db: TenantDb, productId: string, sellerId: string): Promise<boolean> {
  const sold = sql`select p.id from product p where p.marketplace_id = ${db.marketplaceId} and p.id = ${productId}
    and ${sells(sql`${db.marketplaceId}`, sql`${sellerId}`)}`;
  return (await db.row(sold)) !== undefined;
}

/** Whose view is explained. */
export interface ExplainedShopper {
  readonly shopper: Shopper;
  readonly buyerId: string;
  readonly userId: string | null;
}

/** A user of a buyer as a shopper; nothing where there is no such user. */
export async function findUserShopper(
  db: TenantDb,
  buyerId: string,
  userId: string,
): Promise<ExplainedShopper | undefined> {
  const user = await db.row(
    tables
      .selectFrom("app_user")
      .select(["key", "id"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("buyer_id", "=", buyerId)
      .where("hidden", "=", false)
      .where(idIs("id", userId)),
  );
  const now = user && (await readShopper(db, Number(user.key)));
  return now && user && { shopper: now.shopper, buyerId, userId: user.id };
}

/** A buyer as a whole as a shopper, without groups; nothing where there is no such buyer. */
export async function findBuyerShopper(db: TenantDb, buyerId: string): Promise<ExplainedShopper | undefined> {
  const { marketplaceId: m } = db;
  const buyer = await db.row<{ id: string; buyerGroupId: string | null; currency: string | null }>(sql`
    select b.id, b.group_id as "buyerGroupId",
      (select l.currency from locale_assignment a join locale l on l.marketplace_id = ${m} and l.id = a.locale_id
        where a.marketplace_id = ${m} and a.buyer_id = b.id and a.group_key is null
        order by folded_text(l.id) limit 1) as currency
    from buyer b where b.marketplace_id = ${m} and ${idIs("b.id", buyerId)}`);
  if (buyer === undefined) return undefined;
  const { id, buyerGroupId, currency } = buyer;
  const shopper = {
    buyerId: id,
    userKey: 0,
    groupKeys: [],
    buyerGroupId,
    currency,
    language: null,
    defaultCatalogId: null,
  };
  return { shopper, buyerId: id, userId: null };
}

/** Tells whether the marketplace is one of production. */
export async function isInProduction(db: TenantDb): Promise<boolean> {
  const marketplace = tables.selectFrom("marketplace").select("id").where("id", "=", db.marketplaceId);
  return (await db.row(marketplace.where("environment", "=", "Production"))) !== undefined;
}
