import type { Json } from "../platform/db/json.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { prepared, sql } from "../platform/db/sql.ts";
import { notFound } from "../platform/errors/api-error.ts";
import type { Shopper } from "./purchase/purchasable.ts";

interface ShopperRow {
  readonly buyerId: string;
  readonly groupKeys: Json;
  readonly buyerGroupId: string | null;
  readonly currency: string | null;
  readonly defaultCatalogId: string | null;
  readonly version: number | null;
}

/** A shopper as of one moment, with the marketplace's visibility version of the same moment. */
export interface ShopperNow {
  readonly shopper: Shopper;
  readonly version: number;
  /** Equal for two readings exactly when shoppers and versions are. */
  readonly stamp: string;
}

/** The locale of a group comes before the buyer's; among several the lowest ID (spec: catalog §13). */
const statement = prepared<{ marketplaceId: string; userKey: number }>(
  ({ marketplaceId: m, userKey }) => sql`
    select b.id as "buyerId", b.group_id as "buyerGroupId",
      coalesce(b.default_catalog_id, g.default_catalog_id) as "defaultCatalogId",
      to_jsonb(k.keys) as "groupKeys",
      (select l.currency from locale_assignment a
        join locale l on l.marketplace_id = ${m} and l.id = a.locale_id
        where a.marketplace_id = ${m} and a.buyer_id = b.id and (a.group_key is null or a.group_key = any(k.keys))
        order by a.group_key is null, lower(l.id) collate "C" limit 1) as currency,
      (select v.version from visibility_version v where v.marketplace_id = ${m}) as version
    from app_user u
    join buyer b on b.marketplace_id = ${m} and b.id = u.buyer_id
    left join buyer_group g on g.marketplace_id = ${m} and g.id = b.group_id
    cross join lateral (select array(select m.group_key from user_group_member m
      where m.marketplace_id = ${m} and m.user_key = u.key order by 1) as keys) k
    where u.marketplace_id = ${m} and u.key = ${userKey}`,
);

/** Reads through whose eyes a user shops. Nothing for users who are nobody's or no buyer's. */
export async function readShopper(db: TenantDb, userKey: number): Promise<ShopperNow | undefined> {
  const row = await db.row<ShopperRow>(statement({ marketplaceId: db.marketplaceId, userKey }));
  if (row === undefined) return undefined;
  const { buyerId, groupKeys, buyerGroupId, currency, defaultCatalogId } = row;
  const version = row.version ?? 0;
  return {
    shopper: {
      buyerId,
      userKey,
      groupKeys: groupKeys.value as number[],
      buyerGroupId,
      currency,
      defaultCatalogId,
    },
    version,
    stamp: JSON.stringify([version, buyerId, groupKeys.text, buyerGroupId, currency, defaultCatalogId]),
  };
}

/**
 * Through whose eyes a buyer's user sees and pays, as of now.
 *
 * @throws ApiError NotFound (User) for a user who is gone or is no buyer's.
 */
export async function shopperOf(db: TenantDb, userKey: number): Promise<Shopper> {
  const now = await readShopper(db, userKey);
  if (now === undefined) throw notFound("User", "");
  return now.shopper;
}
