import type { ProductSupplier } from "@orderwell/contract";
import { touched } from "../../platform/changes/object-write.ts";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Json, Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, prepared, sql, tables } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { type ScheduleHead, scheduleHead } from "../price-schedules/store.ts";

/** Suppliers by the products they sell, with the schedule that gives their prices. */
const sellers = new Table("supplier", "ProductSupplier", {
  source: sql`(select s.*, p.product_id, p.default_price_schedule_id from product_supplier p
    join supplier s on s.marketplace_id = p.marketplace_id and s.id = p.supplier_id)`,
});

/** A page of the suppliers that sell a product, or of the one of them that is named. */
export const listSellers = (
  db: TenantDb,
  productId: string,
  list: ListRequest,
  supplierId: string | undefined,
): Promise<Page<Row<ProductSupplier>>> =>
  sellers.list(
    db,
    { columns: { product_id: productId }, ...(supplierId !== undefined && { where: sql`t.id = ${supplierId}` }) },
    list,
  );

/** Tells whether a supplier sells a product because the two were related. */
export async function isSoldBy(db: TenantDb, productId: string, supplierId: string): Promise<boolean> {
  const sold = tables.selectFrom("product_supplier").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(sold.where("product_id", "=", productId).where("supplier_id", "=", supplierId))) !== undefined;
}

/** Lets a supplier sell a product; it may already. Done when the next statement is, or the commit. */
export function addSeller(db: TenantDb, productId: string, supplierId: string): void {
  touched(db, "product", [productId]);
  db.runLater(
    tables
      .insertInto("product_supplier")
      .values({ marketplace_id: db.marketplaceId, product_id: productId, supplier_id: supplierId })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Lets a supplier sell a product, at the prices of a schedule if one is named. */
export async function saveSeller(
  db: TenantDb,
  productId: string,
  supplierId: string,
  scheduleId: string | null,
): Promise<void> {
  const written = await db.run(
    tables
      .insertInto("product_supplier")
      .values({
        marketplace_id: db.marketplaceId,
        product_id: productId,
        supplier_id: supplierId,
        default_price_schedule_id: scheduleId,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["marketplace_id", "product_id", "supplier_id"])
          .doUpdateSet((of) => ({ default_price_schedule_id: of.ref("excluded.default_price_schedule_id") }))
          .where(
            sql<boolean>`product_supplier.default_price_schedule_id is distinct from excluded.default_price_schedule_id`,
          ),
      ),
  );
  if (written > 0) touched(db, "product", [productId]);
}

/** True when the supplier, of an ID in any case, sold the product. */
export async function removeSeller(db: TenantDb, productId: string, supplierId: string): Promise<boolean> {
  touched(db, "product", [productId]);
  const sold = tables.deleteFrom("product_supplier").where("marketplace_id", "=", db.marketplaceId);
  return (await db.run(sold.where("product_id", "=", productId).where(idIs("supplier_id", supplierId)))) > 0;
}

/**
 * The stored ID of a supplier and the schedule that is to give its prices, each null where there is none of the ID.
 *
 * @param ownedBy the owner that the schedule must have, if one.
 */
export async function findOffer(
  db: TenantDb,
  supplierId: string,
  scheduleId: string | null,
  ownedBy: string | undefined,
): Promise<{ readonly supplier: string | null; readonly schedule: ScheduleHead | null }> {
  const own = ownedBy === undefined ? sql`` : sql`and s.owner_id = ${ownedBy}`;
  const found = await db.row<{ supplier: string | null; schedule: Json | null }>(sql`select
    (select s.id from supplier s where s.marketplace_id = ${db.marketplaceId} and ${idIs("s.id", supplierId)}) as supplier,
    (select ${scheduleHead}
      from price_schedule s where s.marketplace_id = ${db.marketplaceId}
        and lower(s.id) = ${scheduleId?.toLowerCase() ?? null} ${own}) as schedule`);
  return {
    supplier: found?.supplier ?? null,
    schedule: (found?.schedule?.value ?? null) as ScheduleHead | null,
  };
}

/** Properties of its own that a child keeps when it has no default supplier of its own any more. */
const withoutDefault = sql<Json>`json_without(own, 'DefaultSupplierID')`;

/** A child that had one of its own inherits its parent's instead. */
const inheriting = prepared<{ readonly marketplaceId: string }, { readonly id: string }>(
  ({ marketplaceId }) => sql`
    update product t set default_supplier_id = p.default_supplier_id from product p
    where t.marketplace_id = ${marketplaceId} and p.marketplace_id = t.marketplace_id and p.id = t.parent_id
      and t.default_supplier_id is null and p.default_supplier_id is not null and t.own -> 'DefaultSupplierID' is null
    returning t.id`,
);

/** Leaves a product without a default supplier, so that orders of it are not forwarded either. */
export async function clearDefaultSupplier(db: TenantDb, productId: string): Promise<void> {
  await db.run(
    tables
      .updateTable("product")
      .set({ default_supplier_id: null, auto_forward: false, own: withoutDefault })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", productId),
  );
}

/** Leaves all products that have a supplier as default without one. */
export async function clearDefaultSupplierOfAll(db: TenantDb, supplierId: string): Promise<void> {
  const cleared = await db.rows(
    tables
      .updateTable("product")
      .set({ default_supplier_id: null, own: withoutDefault })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("default_supplier_id", "=", supplierId)
      .returning("id"),
  );
  const inherited = await db.rows(inheriting({ marketplaceId: db.marketplaceId }));
  touched(
    db,
    "product",
    [...cleared, ...inherited].map(({ id }) => id),
  );
}

/** Ends what a supplier who is about to be deleted sells of others' products. */
export async function removeSellerOfAll(db: TenantDb, supplierId: string): Promise<void> {
  const sold = tables.deleteFrom("product_supplier").where("marketplace_id", "=", db.marketplaceId);
  const rows = await db.rows(sold.where("supplier_id", "=", supplierId).returning("product_id as id"));
  touched(
    db,
    "product",
    rows.map(({ id }) => id),
  );
}
