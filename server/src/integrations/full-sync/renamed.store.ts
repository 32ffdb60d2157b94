import type { ObjectWrite } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { References } from "../../platform/references/references.ts";
import { entityOf } from "../following/entity.ts";
import { kinds, type SynchronizedKind } from "../telling/kinds.ts";

/** IDs that name an object, those of its place first; none: everything of a kind. */
type Named = readonly string[];

type Noted = readonly [SynchronizedKind, Named];

/** What else a rename in a table touches: what is named by the place, and what is no entity. */
const beside: Readonly<Record<string, (to: string) => readonly Noted[]>> = {
  buyer: () => [
    ["BuyerUserGroups", []],
    ["BuyerUsers", []],
  ],
  supplier: () => [["SupplierUsers", []]],
  catalog: () => [["Categories", []]],
  product: (to) => [
    ["Products", [to]],
    ["InventoryRecords", [to]],
  ],
  purchase_order: (to) => [["Orders", [to]]],
};

const allOfKind = new Map(kinds.map(({ name, all }) => [name, all]));

/** Kinds of which a rename in a table makes one object another, or, by its place, many. */
function touched(table: string, key: ObjectWrite["key"], to: string): readonly Noted[] {
  const { kind = "", of = {} } = entityOf(table, { ...key, id: to }) ?? {};
  const all = allOfKind.get(kind);
  return [...(all === undefined ? [] : [[all, Object.values(of)] as const]), ...(beside[table]?.(to) ?? [])];
}

const renamed = [...Object.keys(beside), "category", "user_group", "app_user"];

/** Objects that are noted by themselves: of more, everything of the kind is delivered once more. */
const mostNoted = 1_000;

/** Notes what gets another ID while everything of its kind is delivered (docs/behaviour/integrations.md §6.2). */
export function noteRenamed(references: References): void {
  for (const table of renamed)
    references.afterRename(table, async (db, key, { column, to }) => {
      if (column !== "id") return;
      // Until this ends none begins, and none that runs is completed.
      await db.run(sql`select pg_advisory_xact_lock_shared(hashtextextended(${lockOf(db)}, 0))`);
      const found = touched(table, key, to);
      await db.run(sql`
        insert into full_sync_renamed (marketplace_id, id, object)
        select f.marketplace_id, f.id, case
            when (select count(*) from full_sync_renamed r where r.marketplace_id = ${db.marketplaceId} and r.id = f.id)
              < ${mostNoted}
            then array(select jsonb_array_elements_text(n.object)) else '{}' end
        from full_sync f join jsonb_to_recordset(${JSON.stringify(found.map(([id, object]) => ({ id, object })))}::jsonb)
          as n(id text, object jsonb) on n.id = f.id
        where f.marketplace_id = ${db.marketplaceId} and f.status = 'Running'
        on conflict do nothing`);
    });
}

const lockOf = ({ marketplaceId }: TenantDb): string => `full_sync/${marketplaceId}`;

/**
 * Waits until whoever is giving an object of the marketplace another ID has done so, and lets nobody else until the
 * transaction ends. Not to be called while objects are held.
 */
export async function holdRenames(db: TenantDb): Promise<void> {
  await db.run(sql`select pg_advisory_xact_lock(hashtextextended(${lockOf(db)}, 0))`);
}

/** Takes some of what was noted of a kind. */
export async function takeRenamed(db: TenantDb, kind: SynchronizedKind, most: number): Promise<Named[]> {
  const rows = await db.rows<{ object: string[] }>(sql`
    delete from full_sync_renamed where marketplace_id = ${db.marketplaceId} and id = ${kind} and object in (
      select r.object from full_sync_renamed r where r.marketplace_id = ${db.marketplaceId} and r.id = ${kind}
      order by r.object limit ${most})
    returning object`);
  return rows.map(({ object }) => object);
}

/** Tells whether anything is noted of a kind. */
export const isAnyRenamed = async (db: TenantDb, kind: SynchronizedKind): Promise<boolean> =>
  (await db.row(
    sql`select from full_sync_renamed where marketplace_id = ${db.marketplaceId} and id = ${kind} limit 1`,
  )) !== undefined;

/** Forgets what was noted of a kind. */
export async function forgetRenamed(db: TenantDb, kind: SynchronizedKind): Promise<void> {
  await db.run(sql`delete from full_sync_renamed where marketplace_id = ${db.marketplaceId} and id = ${kind}`);
}
