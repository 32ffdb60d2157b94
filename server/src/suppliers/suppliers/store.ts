import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";

/** The stored ID of a buyer. @throws ApiError NotFound (Buyer) */
export async function existingBuyer(db: TenantDb, id: string): Promise<string> {
  const row = await db.row<{ id: string }>(
    sql`select id from buyer where marketplace_id = ${db.marketplaceId} and lower(id) = ${id.toLowerCase()}`,
  );
  if (row === undefined) throw notFound("Buyer", id);
  return row.id;
}

export async function addBuyer(db: TenantDb, supplierId: string, buyerId: string): Promise<void> {
  await db.run(sql`
    insert into supplier_buyer (marketplace_id, supplier_id, buyer_id)
    values (${db.marketplaceId}, ${supplierId}, ${buyerId}) on conflict do nothing`);
}

/** Does nothing where the buyer was not related: withdrawing is idempotent. */
export async function removeBuyer(db: TenantDb, supplierId: string, buyerId: string): Promise<void> {
  await db.run(sql`
    delete from supplier_buyer
    where marketplace_id = ${db.marketplaceId} and supplier_id = ${supplierId} and buyer_id = ${buyerId}`);
}
