import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Stored IDs of suppliers, by the ID in lower case. */
export type Suppliers = ReadonlyMap<string, string>;

/** Those suppliers that exist of the ones that services named, in whatever case. */
export async function suppliersNamed(db: TenantDb, ids: readonly (string | null | undefined)[]): Promise<Suppliers> {
  const wanted = [...new Set(ids.flatMap((id) => (id ? id.toLowerCase() : [])))];
  if (wanted.length === 0) return new Map();
  const rows = await db.rows<{ id: string }>(
    sql`select s.id from supplier s where s.marketplace_id = ${db.marketplaceId} and lower(s.id) = any(${wanted}::text[])`,
  );
  return new Map(rows.map(({ id }) => [id.toLowerCase(), id]));
}
