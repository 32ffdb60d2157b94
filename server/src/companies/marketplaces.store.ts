import type { MarketplaceEnvironment, RegionId } from "@orderwell/contract";
import type { Db } from "../platform/db/db.ts";
import { idIs, type RawBuilder, sql, tables } from "../platform/db/sql.ts";

/** A tenant of the installation. */
export interface Marketplace {
  readonly id: string;
  readonly name: string;
  readonly environment: MarketplaceEnvironment;
  readonly regionId: RegionId;
  readonly ownerKey: number;
}

/** Columns that hold one of the values of an enumeration. */
type Chosen = Pick<Marketplace, "environment" | "regionId">;

const shown = ["id", "name", "environment", "region_id as regionId", "owner_key as ownerKey"] as const;

/** The marketplace of an ID in any case. */
export const findMarketplace = (db: Db, id: string): Promise<Marketplace | undefined> =>
  db.row(tables.selectFrom("marketplace").select(shown).where(idIs("id", id)).$narrowType<Chosen>());

/** IDs of all marketplaces. */
export async function marketplaceIds(db: Db): Promise<string[]> {
  return (await db.rows(tables.selectFrom("marketplace").select("id"))).map(({ id }) => id);
}

/** Those of an owner, by name; `search` is a part of ID or name, empty for all. `page` counts from 1. */
export async function listMarketplaces(
  db: Db,
  ownerKey: number,
  search: string,
  page: number,
  pageSize: number,
): Promise<{ items: Marketplace[]; total: number }> {
  const named: RawBuilder<boolean> = sql`position(folded_text(${search}::text) in folded_text(id || ' ' || name)) > 0`;
  const owned = tables.selectFrom("marketplace").where("owner_key", "=", ownerKey);
  const found = search === "" ? owned : owned.where(named);
  const [items, counted] = await Promise.all([
    db.rows(
      found
        .select(shown)
        .$narrowType<Chosen>()
        .orderBy(sql`folded_text(name)`)
        .orderBy(sql`folded_text(id)`)
        .limit(pageSize)
        .offset((page - 1) * pageSize),
    ),
    db.row(found.select((of) => of.fn.countAll<number>().as("total"))),
  ]);
  return { items, total: counted?.total ?? 0 };
}

/**
 * Adds a marketplace, or gives the one of that ID the new name if it is the same owner's. `undefined` when somebody else
 * owns it.
 */
export const saveMarketplace = (
  db: Db,
  { id, name, environment, regionId, ownerKey }: Marketplace,
  now: Date,
): Promise<(Marketplace & { readonly created: boolean }) | undefined> =>
  db.row(
    tables
      .insertInto("marketplace")
      .values({ id, name, environment, region_id: regionId, owner_key: ownerKey, created_at: now })
      .onConflict((conflict) =>
        conflict
          .expression(sql`lower(id)`)
          .doUpdateSet((of) => ({ name: of.ref("excluded.name") }))
          .whereRef("marketplace.owner_key", "=", "excluded.owner_key"),
      )
      .returning([...shown, sql<boolean>`xmax = 0`.as("created")])
      .$narrowType<Chosen>(),
  );

/** Names the user who forwards orders by themselves; null: nobody. */
export async function saveForwarder(db: Db, id: string, userKey: number | null): Promise<void> {
  await db.run(tables.updateTable("marketplace").set({ auto_forwarding_user_key: userKey }).where("id", "=", id));
}

/** Channel on which processes tell each other that a marketplace is no more. */
export const removalChannel = "orderwell_removal";

export async function removeMarketplace(db: Db, id: string): Promise<void> {
  await db.run(tables.deleteFrom("marketplace").where("id", "=", id));
}
