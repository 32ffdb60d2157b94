import { Table } from "../platform/crud/table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { idIs, tables } from "../platform/db/sql.ts";

export const supplierTable = new Table("supplier", "Supplier");

/** The stored ID of a supplier; `undefined` when there is none of it. */
export async function findSupplierId(db: TenantDb, id: string): Promise<string | undefined> {
  const supplier = tables.selectFrom("supplier").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(supplier.where(idIs("id", id))))?.id;
}
