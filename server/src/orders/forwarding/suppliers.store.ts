import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

/**
 * Those of the suppliers that orders can go to. Nobody deletes or renames them until the transaction ends: no foreign key
 * guards what orders name.
 */
export async function activeSuppliers(db: TenantDb, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.rows(
    tables
      .selectFrom("supplier")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "in", [...ids])
      .where("active", "=", true)
      .forKeyShare(),
  );
  return new Set(rows.map(({ id }) => id));
}
