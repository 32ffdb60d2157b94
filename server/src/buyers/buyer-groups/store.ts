import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, tables } from "../../platform/db/sql.ts";

export const buyerGroupTable = new Table("buyer_group", "BuyerGroup");

/** The stored ID of a group, which stays until the transaction ends. */
export const lockBuyerGroup = (db: TenantDb, id: string): Promise<{ readonly id: string } | undefined> =>
  db.row(
    tables
      .selectFrom("buyer_group")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("id", id))
      .forKeyShare(),
  );

/** Tells whether a group has a catalog that its buyers shop in unless they name another. */
export async function hasDefaultCatalog(db: TenantDb, id: string): Promise<boolean> {
  const group = tables.selectFrom("buyer_group").select("default_catalog_id");
  const found = await db.row(group.where("marketplace_id", "=", db.marketplaceId).where("id", "=", id));
  return found !== undefined && found.default_catalog_id !== null;
}
