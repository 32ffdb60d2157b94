import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Named at most in a refusal. */
const named = 100;

/** Holders of a catalog as default: IDs of buyers and buyer groups. */
export async function defaultOf(db: TenantDb, catalogId: string): Promise<{ buyers: string[]; groups: string[] }> {
  const holders = (table: string) =>
    db.rows<{ id: string }>(sql`select id from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and default_catalog_id = ${catalogId} order by lower(id) limit ${named}`);
  const [buyers, groups] = await Promise.all([holders("buyer"), holders("buyer_group")]);
  return { buyers: buyers.map(({ id }) => id), groups: groups.map(({ id }) => id) };
}
