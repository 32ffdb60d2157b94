import { Table } from "../platform/crud/table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { prepared, type RawBuilder, sql, tables } from "../platform/db/sql.ts";
import { together } from "../platform/db/together.ts";

export const buyerTable = new Table("buyer", "Buyer");

/** Buyers as a supplier sees those that may order from it. */
export const supplierBuyerTable = new Table("buyer", "SupplierBuyer");

/** The condition that a buyer or a supplier, over the alias `t`, is this one. */
export const isCompany = (id: string): RawBuilder<boolean> => sql`t.id = ${id}`;

const buyerIds = prepared<{ readonly marketplaceId: string; readonly ids: readonly string[] }, { readonly id: string }>(
  ({ marketplaceId, ids }) => sql`
    select b.id from buyer b where b.marketplace_id = ${marketplaceId} and lower(b.id) = any(${ids}::text[])`,
);

/** Those that a transaction asks for at the same time share a statement. */
const buyerIdOf = together<string, string | undefined>(500, async (db, ids) => {
  const asked = ids.map((id) => id.toLowerCase());
  const rows = await db.rows(buyerIds({ marketplaceId: db.marketplaceId, ids: [...new Set(asked)] }));
  const stored = new Map(rows.map(({ id }) => [id.toLowerCase(), id]));
  return asked.map((id) => stored.get(id));
});

/** The stored ID of a buyer; `undefined` when there is none of it. */
export async function findBuyerId(db: TenantDb, id: string): Promise<string | undefined> {
  if (db.mode === "write") return buyerIdOf(db, id);
  return (await db.row(buyerIds({ marketplaceId: db.marketplaceId, ids: [id.toLowerCase()] })))?.id;
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
