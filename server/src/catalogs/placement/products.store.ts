import type { Product } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { deleteRecordsAlong } from "../inventory/records-along.store.ts";
import { countNew, declassify, invalidateResults, unclassified } from "./class-counts.store.ts";
import { newProductClass, reclassify } from "./classes.store.ts";
import type { KnownClass } from "./known-placements.ts";

type Found = Pick<Product, "ID" | "OwnerID" | "ParentID" | "Active" | "Name" | "Description" | "xp">;

/**
 * The class of a product that is about to be added, with the stored ID of its owner. Whether a child is active depends on its
 * parent: it has none until it is there (`followProduct`).
 */
export const placeNew = (db: TenantDb, { OwnerID, ParentID, Active }: Found): Promise<KnownClass> | undefined =>
  ParentID === null ? newProductClass(db, { owner: OwnerID ?? "", active: Active }) : undefined;

/** The column of what `placeNew` gave. */
export const classColumn = (placed: KnownClass | undefined): number => placed?.id ?? unclassified;

/** Counts a product that is being added in the class that `placeNew` gave. */
export function countPlaced(work: UserWork, { ID, IsParent }: Product, placed: KnownClass | undefined): void {
  const { db, afterCommit, services } = work;
  if (placed === undefined) return;
  countNew(db, { id: ID, classId: placed.id });
  if (!IsParent) afterCommit(() => services.placements.note(db.marketplaceId, ID, placed));
}

/** Properties that lists search, filter and sort products by and keep results for (`isCacheable`). */
const foundBy = ({ ID, Name, Description, OwnerID, xp }: Found) => JSON.stringify([ID, Name, Description, OwnerID, xp]);

/** Lets everything follow a write of a product, whose children have followed already; `before` is null for a new one. */
export async function followProduct(db: TenantDb, after: Found, before: Found | null): Promise<void> {
  if (before === null) {
    if (after.ParentID !== null) await reclassify(db, [after.ID]);
    return;
  }
  if (after.ParentID !== null && before.ParentID === null) await leaveCatalogs(db, after.ID, after.ParentID);
  if (before.ParentID !== after.ParentID || before.Active !== after.Active) await reclassify(db, [after.ID]);
  const formerId = before.ID === after.ID ? undefined : before.ID;
  if (foundBy(before) !== foundBy(after)) await invalidateResults(db, [after.ID], formerId);
}

/** A product that becomes a child is where its parent is: its own places in catalogs end. */
async function leaveCatalogs(db: TenantDb, id: string, parentId: string): Promise<void> {
  await db.run(
    tables.deleteFrom("catalog_product").where("marketplace_id", "=", db.marketplaceId).where("product_id", "=", id),
  );
  await db.run(sql`
    delete from category_product c where c.marketplace_id = ${db.marketplaceId} and c.product_id = ${id} and not exists (
      select from catalog_product p where p.marketplace_id = c.marketplace_id and p.catalog_id = c.catalog_id
        and p.product_id = ${parentId})`);
}

/** Takes a product that is about to be deleted out of its class. */
export const leaveClass = (db: TenantDb, productId: string): Promise<void> => declassify(db, [productId]);

/** Deletes the products of a supplier that is about to be deleted. */
export async function deleteProductsOf(db: TenantDb, ownerId: string): Promise<void> {
  const { marketplaceId } = db;
  const own = tables.selectFrom("product").select("id").where("marketplace_id", "=", marketplaceId);
  const rows = await db.rows(own.where("owner_id", "=", ownerId).orderBy("id"));
  const ids = rows.map(({ id }) => id);
  await Promise.all([deleteRecordsAlong(db, "products", ids), declassify(db, ids)]);
  await db.run(
    tables.deleteFrom("product").where("marketplace_id", "=", marketplaceId).where("owner_id", "=", ownerId),
  );
  for (const id of ids) db.wrote({ table: "product", key: { id }, after: null });
}
