import type { Product } from "@orderwell/contract";
import type { Json, Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql, tables } from "../../platform/db/sql.ts";
import { writeAndRead } from "../../platform/db/write-and-read.ts";
import { shownProduct } from "../products/store.ts";
import type { Combination, DefiningSpec } from "./combinations.ts";

/** ID of a variant, and the options that it stands for. */
export interface VariantKey {
  readonly id: string;
  readonly combination: Combination;
}

interface OfProduct {
  readonly marketplaceId: string;
  readonly productId: string;
}

const specsOf = prepared<OfProduct, { readonly id: string; readonly options: Json }>(
  ({ marketplaceId, productId }) => sql`
    select s.id, (select coalesce(jsonb_agg(jsonb_build_object('id', o.id)
        order by o.list_order, folded_text(o.id)), '[]')
      from spec_option o where o.marketplace_id = s.marketplace_id and o.spec_id = s.id) as options
    from spec_product a join spec s on s.marketplace_id = a.marketplace_id and s.id = a.spec_id
    where a.marketplace_id = ${marketplaceId} and a.product_id = ${productId} and s.defines_variant
    order by s.list_order, folded_text(s.name), folded_text(s.id)`,
);

const heldSpecs = prepared<OfProduct>(
  ({ marketplaceId, productId }) => sql`
    select from spec s where s.marketplace_id = ${marketplaceId} and s.id in (select a.spec_id from spec_product a
      where a.marketplace_id = ${marketplaceId} and a.product_id = ${productId})
    order by s.id for update of s`,
);

/**
 * The specs of a product that define variants, with their options, in the order that shoppers meet them. Until the
 * transaction ends none gets an option, or loses one: who writes options holds their spec.
 */
export async function definingSpecs(db: TenantDb, productId: string): Promise<DefiningSpec[]> {
  await db.run(heldSpecs({ marketplaceId: db.marketplaceId, productId }));
  const rows = await db.rows(specsOf({ marketplaceId: db.marketplaceId, productId }));
  return rows.map(({ id, options }) => ({ id, options: options.value as DefiningSpec["options"] }));
}

/** The variants that a product has. */
export async function existingVariants(db: TenantDb, productId: string): Promise<VariantKey[]> {
  const own = tables.selectFrom("variant").select(["id", "combination"]).where("marketplace_id", "=", db.marketplaceId);
  const rows = await db.rows(own.where("product_id", "=", productId));
  return rows.map(({ id, combination }) => ({ id, combination: combination.value as Combination }));
}

/** Deletes all variants of a product. */
export async function deleteVariants(db: TenantDb, productId: string): Promise<void> {
  await db.run(
    tables.deleteFrom("variant").where("marketplace_id", "=", db.marketplaceId).where("product_id", "=", productId),
  );
}

const added = prepared<OfProduct & { readonly variants: string; readonly active: boolean }>(
  ({ marketplaceId, productId, variants, active }) => sql`
    insert into variant (marketplace_id, product_id, id, combination, active)
    select ${marketplaceId}::text, ${productId}::text, m.id, m.combination, ${active}::boolean
    from jsonb_to_recordset(${variants}::jsonb) as m(id text, combination jsonb)`,
);

/** Variants of one statement on a distributed database, whose texts grow with them. */
const atOnce = 500;

/**
 * Adds variants to a product, however many there are: in one statement; on a distributed database, which inserts no rows that
 * another statement yields where they are kept from other tenants, in several of one trip.
 */
export async function addVariants(
  db: TenantDb,
  productId: string,
  variants: readonly VariantKey[],
  active: boolean,
): Promise<void> {
  if (db.distributed) {
    const some = Array.from({ length: Math.ceil(variants.length / atOnce) }, (_, index) =>
      variants.slice(index * atOnce, (index + 1) * atOnce),
    );
    const rowOf = ({ id, combination }: VariantKey) =>
      sql`(${db.marketplaceId}, ${productId}, ${id}, ${JSON.stringify(combination)}::jsonb, ${active})`;
    await Promise.all(
      some.map((part) =>
        db.run(sql`insert into variant (marketplace_id, product_id, id, combination, active)
          values ${sql.join(part.map(rowOf))}`),
      ),
    );
    return;
  }
  await db.run(added({ marketplaceId: db.marketplaceId, productId, variants: JSON.stringify(variants), active }));
}

const counted = prepared<OfProduct & { readonly renewed: Date | null }>(
  ({ marketplaceId, productId, renewed }) => sql`
    update product t set variant_count = (select count(*) from variant v
        where v.marketplace_id = t.marketplace_id and v.product_id = t.id),
      inventory_records = (select count(*) from inventory_record r
        where r.marketplace_id = t.marketplace_id and r.product_id = t.id),
      inventory_updated = case when t.variant_level_tracking
        then coalesce(${renewed}::timestamptz, t.inventory_updated) else t.inventory_updated end
    where t.marketplace_id = ${marketplaceId} and t.id = ${productId}`,
);

/**
 * Brings `VariantCount` of a product, and the number of its inventory records, up to date and answers with the product.
 *
 * @param renewed when its variants were made anew, if they were: they have no stock then, so that the product's changes.
 */
export async function countVariants(db: TenantDb, productId: string, renewed: Date | null): Promise<Row<Product>> {
  const { marketplaceId } = db;
  return writeAndRead(
    db,
    counted({ marketplaceId, productId, renewed }),
    shownProduct({ marketplaceId, id: productId }),
  );
}
