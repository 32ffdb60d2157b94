import { Table } from "../platform/crud/table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { idIs, type RawBuilder, sql, tables } from "../platform/db/sql.ts";

export const buyerTable = new Table("buyer", "Buyer");

/** Buyers as a supplier sees those that may order from it. */
export const supplierBuyerTable = new Table("buyer", "SupplierBuyer");

/** The condition that a buyer or a supplier, over the alias `t`, is this one. */
export const isCompany = (id: string): RawBuilder<boolean> => sql`t.id = ${id}`;

/** The stored ID of a buyer; `undefined` when there is none of it. */
export async function findBuyerId(db: TenantDb, id: string): Promise<string | undefined> {
  const buyer = tables.selectFrom("buyer").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(buyer.where(idIs("id", id))))?.id;
}

/** Gives a buyer the catalog that its users shop in unless they name another. */
export async function setDefaultCatalog(db: TenantDb, buyerId: string, catalogId: string): Promise<void> {
  await db.run(
    tables
      .updateTable("buyer")
      .set({ default_catalog_id: catalogId })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", buyerId),
  );
}
