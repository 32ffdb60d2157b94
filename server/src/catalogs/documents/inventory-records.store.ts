import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql } from "../../platform/db/sql.ts";

/** An inventory record as messages tell of it. */
export interface RecordDocument {
  /** Null for one of the product itself. */
  readonly variantId: string | null;
  readonly record: {
    readonly ID: string;
    readonly OwnerID: string;
    readonly AddressID: string;
    readonly OrderCanExceed: boolean;
    readonly QuantityAvailable: number;
    readonly Zip: string | null;
    readonly xp: unknown;
  };
}

/** Records that are told of at once. */
const mostRecords = 10_000;

/** The inventory records of a product, its variants' included; undefined where there is no such product. */
export async function recordsDocument(
  db: TenantDb,
  productId: string,
): Promise<{ readonly productId: string; readonly records: readonly RecordDocument[] } | undefined> {
  const found = await db.row<{ productId: string; records: Json }>(sql`
    select p.id as "productId", (select coalesce(json_agg(x.one), '[]') from (
      select json_build_object('variantId', r.variant_id, 'record', json_build_object('ID', r.id, 'OwnerID', r.owner_id,
        'AddressID', a.id, 'OrderCanExceed', r.order_can_exceed, 'QuantityAvailable', r.quantity_available,
        'Zip', a.zip, 'xp', r.xp)) as one
      from inventory_record r left join address a on a.marketplace_id = r.marketplace_id and a.key = r.address_key
      where r.marketplace_id = ${db.marketplaceId} and r.product_id = p.id
      order by r.variant_id nulls first, r.id limit ${sql.lit(mostRecords)}) x) as records
    from product p where p.marketplace_id = ${db.marketplaceId} and ${idIs("p.id", productId)}`);
  return found && { productId: found.productId, records: found.records.value as RecordDocument[] };
}
