import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, prepared, sql, tables } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { catalogReaches, ownedScope } from "../ownership/store.ts";

/** The catalogs that a caller meets: buyers' users those that are assigned to their buyer. */
export const catalogScope = (work: UserWork, intent: "read" | "write"): Scope =>
  ownedScope(work, intent, catalogReaches(work.actor.companyId, sql`t.id`));

/** Facts of a catalog that everything within it needs. */
export interface CatalogReference {
  readonly id: string;
  readonly ownerId: string;
}

type Named = { readonly marketplaceId: string; readonly ids: readonly string[] };

const stayingCatalogs = prepared<Named, CatalogReference>(
  ({ marketplaceId, ids }) => sql`
    select t.id, t.owner_id as "ownerId" from catalog t
    where t.marketplace_id = ${marketplaceId} and lower(t.id) = any(${ids}::text[]) order by t.id for key share of t`,
);

/** Catalogs that stay, by IDs in any case: those that a transaction asks for at the same time share a statement. */
const stayingCatalog = together<string, CatalogReference | undefined>(500, async (db, ids) => {
  const asked = ids.map((id) => id.toLowerCase());
  const rows = await db.rows(stayingCatalogs({ marketplaceId: db.marketplaceId, ids: [...new Set(asked)] }));
  const byId = new Map(rows.map((row) => [row.id.toLowerCase(), row]));
  return asked.map((id) => byId.get(id));
});

/**
 * The catalog of an ID.
 *
 * @param buyerId the buyer that it must be assigned to, if to one.
 * @param stays whether it is kept from being deleted until the transaction ends: what is put into a catalog must not miss
 *   its deletion, so that one of the two waits for the other.
 */
export async function findCatalog(
  db: TenantDb,
  id: string,
  { buyerId, stays }: { readonly buyerId: string | undefined; readonly stays: boolean },
): Promise<CatalogReference | undefined> {
  if (stays && buyerId === undefined) return stayingCatalog(db, id);
  const known = tables
    .selectFrom("catalog as t")
    .select(["t.id", "t.owner_id as ownerId"])
    .where("t.marketplace_id", "=", db.marketplaceId)
    .where(idIs("t.id", id));
  const found = buyerId === undefined ? known : known.where(catalogReaches(buyerId, sql`t.id`));
  return db.row(stays ? found.forKeyShare("t") : found);
}

/** The stored ID of a buyer group. */
export async function findBuyerGroupId(db: TenantDb, id: string): Promise<string | undefined> {
  const group = tables.selectFrom("buyer_group").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(group.where(idIs("id", id))))?.id;
}

/** IDs of the catalogs that a supplier owns. */
export async function catalogIdsOf(db: TenantDb, ownerId: string): Promise<string[]> {
  const rows = await db.rows(
    tables
      .selectFrom("catalog")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("owner_id", "=", ownerId)
      .orderBy("id"),
  );
  return rows.map(({ id }) => id);
}

/** Named at most in a refusal. */
const named = 100;

/** Holders of a catalog as default: IDs of buyers and buyer groups. */
export async function defaultOf(db: TenantDb, catalogId: string): Promise<{ buyers: string[]; groups: string[] }> {
  const holders = (table: "buyer" | "buyer_group") =>
    db.rows(
      tables
        .selectFrom(table)
        .select("id")
        .where("marketplace_id", "=", db.marketplaceId)
        .where("default_catalog_id", "=", catalogId)
        .orderBy(sql`lower(id)`)
        .limit(named),
    );
  const [buyers, groups] = await Promise.all([holders("buyer"), holders("buyer_group")]);
  return { buyers: buyers.map(({ id }) => id), groups: groups.map(({ id }) => id) };
}
