import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Shopper } from "./purchasable.ts";

/** A shopper as of one moment, with the marketplace's visibility version of the same moment. */
export interface ShopperNow {
  readonly shopper: Shopper;
  readonly version: number;
  /** As the database gave it; equal for two readings exactly when shoppers and versions are. */
  readonly stamp: string;
}

/** User whose view it is, as parameters of a statement. */
export interface ShopperArguments {
  readonly marketplaceId: string;
  readonly userKey: number;
}

/**
 * Everything about a shopper as one text, for statements that read something else as well; null for nobody. The locale of
 * a group comes before the buyer's; among several the lowest ID (docs/behaviour/catalog.md §13).
 */
export const shopperStamp = ({
  marketplaceId: m,
  userKey,
}: { readonly [Name in keyof ShopperArguments]: RawBuilder<unknown> }): RawBuilder<string | null> => sql`
  (select json_build_array(
      (select v.version from visibility_version v where v.marketplace_id = ${m}),
      b.id, k.keys, b.group_id,
      (select json_build_array(l.currency, l.language) from locale_assignment a
        join locale l on l.marketplace_id = ${m} and l.id = a.locale_id
        where a.marketplace_id = ${m} and a.buyer_id = b.id and (a.group_key is null or a.group_key = any(k.keys))
        order by a.group_key is null, folded_text(l.id) limit 1),
      coalesce(b.default_catalog_id, g.default_catalog_id))::text
    from app_user u
    join buyer b on b.marketplace_id = ${m} and b.id = u.buyer_id
    left join buyer_group g on g.marketplace_id = ${m} and g.id = b.group_id
    cross join lateral (select array(select m.group_key from user_group_member m
      where m.marketplace_id = ${m} and m.user_key = ${userKey}::bigint order by 1) as keys offset 0) k
    where u.marketplace_id = ${m} and u.key = ${userKey}::bigint)`;

const statement = prepared<ShopperArguments>((args) => sql`select ${shopperStamp(args)} as stamp`);

/** Reads through whose eyes a user shops. Nothing for users who are nobody's or no buyer's. */
export async function readShopper(db: TenantDb, userKey: number): Promise<ShopperNow | undefined> {
  const row = await db.row<{ stamp: string | null }>(statement({ marketplaceId: db.marketplaceId, userKey }));
  return shopperIn(row?.stamp ?? null, userKey);
}

/** Contents of a stamp. */
export function shopperIn(stamp: string | null, userKey: number): ShopperNow | undefined {
  if (stamp === null) return undefined;
  const [version, buyerId, groupKeys, buyerGroupId, locale, defaultCatalogId] = JSON.parse(stamp) as [
    number | null,
    string,
    number[],
    string | null,
    readonly [currency: string | null, language: string | null] | null,
    string | null,
  ];
  const [currency, language] = locale ?? [null, null];
  const shopper = { buyerId, userKey, groupKeys, buyerGroupId, currency, language, defaultCatalogId };
  return { shopper, version: version ?? 0, stamp };
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
