import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";

/**
 * Lets the products that are shipped from any of these addresses of a supplier's, or of the marketplace's, name another
 * one; with none a child product names what its parent does.
 */
export async function replaceAddresses(
  db: TenantDb,
  supplierId: string | null,
  from: readonly string[],
  to: string | null,
): Promise<void> {
  const holder =
    supplierId === null
      ? sql`t.default_supplier_id is null and not exists (select from address a
          where a.marketplace_id = t.marketplace_id and a.supplier_id = t.owner_id and a.id = t.ship_from_address_id)`
      : sql`(t.default_supplier_id = ${supplierId} or t.owner_id = ${supplierId})`;
  const own = to === null ? sql`, own = json_without(t.own, 'ShipFromAddressID')` : sql``;
  const renamed = await db.rows<{ id: string }>(sql`
    update product t set ship_from_address_id = ${to} ${own}
    where t.marketplace_id = ${db.marketplaceId} and t.ship_from_address_id = any(${from}) and ${holder}
      and (t.parent_id is null or t.own -> 'ShipFromAddressID' is not null)
    returning t.id`);
  const inherited = await db.rows<{ id: string }>(sql`
    update product t set ship_from_address_id = p.ship_from_address_id from product p
    where t.marketplace_id = ${db.marketplaceId} and p.marketplace_id = t.marketplace_id and p.id = t.parent_id
      and t.own -> 'ShipFromAddressID' is null and t.ship_from_address_id is distinct from p.ship_from_address_id
    returning t.id`);
  touched(
    db,
    "product",
    [...renamed, ...inherited].map(({ id }) => id),
  );
}

/** The ID of an address of a supplier's or of the marketplace's own; `undefined` for a buyer's. */
export async function shippingAddress(
  db: TenantDb,
  key: number,
): Promise<{ readonly id: string; readonly supplier: string | null } | undefined> {
  return db.row(
    tables
      .selectFrom("address")
      .select(["id", "supplier_id as supplier"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", key)
      .where("buyer_id", "is", null),
  );
}

/** IDs of a supplier's addresses. */
export async function addressIdsOf(db: TenantDb, supplierId: string): Promise<string[]> {
  const own = tables.selectFrom("address").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.rows(own.where("supplier_id", "=", supplierId))).map(({ id }) => id);
}
