import { Table } from "../platform/crud/table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { idIs, tables } from "../platform/db/sql.ts";

export const supplierTable = new Table("supplier", "Supplier");

const supplierId = ({ marketplaceId }: TenantDb, id: string) =>
  tables.selectFrom("supplier").select("id").where("marketplace_id", "=", marketplaceId).where(idIs("id", id));

/** The stored ID of a supplier; `undefined` when there is none of it. */
export const findSupplierId = async (db: TenantDb, id: string): Promise<string | undefined> =>
  (await db.row(supplierId(db, id)))?.id;

/** The same of a supplier that something is about to refer to: it stays until the transaction ends. */
export const holdSupplier = async (db: TenantDb, id: string): Promise<string | undefined> =>
  (await db.row(supplierId(db, id).forKeyShare()))?.id;
