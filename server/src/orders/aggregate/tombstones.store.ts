import type { Company } from "../../people/index.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";

/**
 * Stands behind the ID of a company that was deleted, wherever orders and what belongs to them name it: no ID may hold
 * it, so that a later company of the same ID finds, renames and pays nothing of the former's.
 */
const tombstone = "~";

/** The ID as replies show it, of a column that names a company. */
export const withoutTombstone = (column: RawBuilder<unknown>): RawBuilder<string> => sql`rtrim(${column}, '~')`;

/** The same of a stored value. */
export const withoutTombstoneId = (id: string): string => (hasTombstone(id) ? id.slice(0, -tombstone.length) : id);

/** Tells whether a stored value names a company that was deleted. */
export const hasTombstone = (id: string): boolean => id.endsWith(tombstone);

/** Marks what names a company that is about to be deleted. */
export async function setTombstones(
  { db, services }: Pick<Work, "db" | "services">,
  { buyerId, supplierId }: Company,
): Promise<void> {
  for (const [company, id] of Object.entries({ buyer: buyerId, supplier: supplierId })) {
    if (id === null) continue;
    for (const { table, column } of services.references.outliving(company))
      await db.run(
        sql`update ${sql.table(table)} set ${sql.ref(column)} = ${id + tombstone}
          where marketplace_id = ${db.marketplaceId} and ${sql.ref(column)} = ${id}`,
      );
  }
}
