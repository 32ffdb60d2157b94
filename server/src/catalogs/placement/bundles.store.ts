import type { Bundle } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { unclassified } from "./class-counts.store.ts";
import { reclassify } from "./classes.store.ts";
import { followProduct } from "./products.store.ts";

/** The columns that make a bundle of a product that is about to be added; `followBundle` follows. */
export const newBundle = { is_bundle: true, visibility_class_id: unclassified } as const;

/** The condition that a row of the alias `t` with a `product_id` is of a bundle. */
export const isBundle = sql<boolean>`exists (select from product p
  where p.marketplace_id = t.marketplace_id and p.id = t.product_id and p.is_bundle)`;

/** Lets everything follow a write of a bundle; `before` is null for a new one. */
export async function followBundle(db: TenantDb, after: Bundle, before: Bundle | null): Promise<void> {
  if (before === null) await reclassify(db, [after.ID]);
  else await followProduct(db, { ...after, ParentID: null }, { ...before, ParentID: null });
}

/** A product of a bundle, by stored IDs. */
export interface Component {
  readonly bundleId: string;
  readonly productId: string;
}

/**
 * Puts a product into a bundle, or changes what it is there. The product must be locked before, so that whoever moves it to
 * another class knows of the bundle, or the bundle of the new class; and the bundle after it, as they do.
 */
export async function putIntoBundle(
  db: TenantDb,
  { bundleId, productId }: Component,
  { required, defaultQuantity }: { readonly required: boolean; readonly defaultQuantity: number | null },
): Promise<void> {
  const row = await db.row(
    tables
      .insertInto("bundle_product")
      .values({
        marketplace_id: db.marketplaceId,
        bundle_id: bundleId,
        product_id: productId,
        required,
        default_quantity: defaultQuantity,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["marketplace_id", "bundle_id", "product_id"])
          .doUpdateSet((of) => ({
            required: of.ref("excluded.required"),
            default_quantity: of.ref("excluded.default_quantity"),
          }))
          .where(
            sql<boolean>`(bundle_product.required, bundle_product.default_quantity) is distinct from (excluded.required, excluded.default_quantity)`,
          ),
      )
      .returning(sql<boolean>`xmax = 0`.as("added")),
  );
  if (row?.added === true) await reclassify(db, [bundleId]);
}

/** Takes a product out of a bundle, which must be locked before; false when it was not in it. */
export async function takeOutOfBundle(db: TenantDb, { bundleId, productId }: Component): Promise<boolean> {
  const removed = await db.run(
    tables
      .deleteFrom("bundle_product")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("bundle_id", "=", bundleId)
      .where("product_id", "=", productId),
  );
  if (removed > 0) await reclassify(db, [bundleId]);
  return removed > 0;
}
