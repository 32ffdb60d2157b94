import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

interface Gone {
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly id: string;
}

/**
 * Deletes the records of products, or of their variants alone, before these are deleted: the database would take them along,
 * and whoever holds something for each record would not be told (docs/behaviour/integrations.md §6).
 */
export async function deleteRecordsAlong(
  db: TenantDb,
  of: "products" | "variants",
  productIds: readonly string[],
): Promise<void> {
  if (productIds.length === 0) return;
  const rows = await db.rows<Gone>(sql`delete from inventory_record
    where marketplace_id = ${db.marketplaceId} and product_id = any(${productIds}::text[])
      and (${of === "products"} or variant_id is not null)
    returning product_id, variant_id, id`);
  for (const { product_id, variant_id, id } of rows)
    db.wrote({ table: "inventory_record", key: { product_id, variant_id, id }, after: null });
}
