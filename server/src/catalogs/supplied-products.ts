import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import type { SuppliedProducts } from "../suppliers/index.ts";
import { refuseDefault } from "./catalogs/default.ts";
import { deleteCatalogs } from "./placement/catalogs.store.ts";
import { productAssignments } from "./placement/product-assignments.store.ts";
import { deleteProductsOf } from "./placement/products.store.ts";
import { release } from "./price-schedules/store.ts";
import { replaceAddresses } from "./products/ship-from.ts";

/**
 * The products that name a supplier as the one they come from, and what suppliers own (docs/behaviour/parties.md §1.4).
 */
export const suppliedProducts: SuppliedProducts = {
  async withdraw({ db }, supplierId) {
    const addresses = await db.rows<{ id: string }>(
      sql`select id from address where marketplace_id = ${db.marketplaceId} and supplier_id = ${supplierId}`,
    );
    await replaceAddresses(
      db,
      supplierId,
      addresses.map(({ id }) => id),
      null,
    );
    await db.run(sql`
      update product set default_supplier_id = null, own = json_without(own, 'DefaultSupplierID')
      where marketplace_id = ${db.marketplaceId} and default_supplier_id = ${supplierId}`);
    // A child that had it of its own inherits its parent's instead.
    await db.run(sql`
      update product t set default_supplier_id = p.default_supplier_id from product p
      where t.marketplace_id = ${db.marketplaceId} and p.marketplace_id = t.marketplace_id and p.id = t.parent_id
        and t.default_supplier_id is null and p.default_supplier_id is not null and t.own -> 'DefaultSupplierID' is null`);
    await productAssignments.removeSeller(db, supplierId);
    await deleteOwned(db, supplierId);
  },
};

/** Deletes what a supplier owns, each kind as it is deleted one by one. @throws ApiError Catalog.CannotDelete */
async function deleteOwned(db: TenantDb, ownerId: string): Promise<void> {
  const idsOf = async (table: "catalog" | "price_schedule"): Promise<string[]> => {
    const rows = await db.rows<{ id: string }>(sql`select id from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and owner_id = ${ownerId} order by id`);
    return rows.map(({ id }) => id);
  };
  const catalogs = await idsOf("catalog");
  for (const catalog of catalogs) await refuseDefault(db, catalog);
  await deleteCatalogs(db, catalogs);
  for (const schedule of await idsOf("price_schedule")) await release(db, schedule);
  await deleteProductsOf(db, ownerId);
  await db.run(sql`delete from price_schedule where marketplace_id = ${db.marketplaceId} and owner_id = ${ownerId}`);
  // Specs last: they define products of the same owner only, which are gone by then.
  await db.run(sql`delete from spec where marketplace_id = ${db.marketplaceId} and owner_id = ${ownerId}`);
}
