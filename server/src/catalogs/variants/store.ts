import type { Variant } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { summed } from "../inventory/available.store.ts";

/** Properties over the marketplace's own parameter. @param records condition of inventory records `r`. */
function inventoryIn(marketplaceId: RawBuilder<unknown>, records: RawBuilder<unknown>) {
  const product = (column: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select ${column} from product p
    where p.marketplace_id = ${marketplaceId} and p.id = t.product_id)`;
  const tracked = product(sql`p.inventory_enabled and p.variant_level_tracking`);
  // That of its records where it has any, else its own; a tracked one never lacks a number.
  const quantity = sql`coalesce(
    (select case when count(*) > 0 then ${summed(sql`r.quantity_available`, records)} end from inventory_record r
      where r.marketplace_id = ${marketplaceId} and r.product_id = t.product_id and r.variant_id = t.id),
    t.quantity_available,
    case when ${tracked} then 0 end)`;
  const lastUpdated = sql`coalesce(t.inventory_updated, ${product(sql`p.inventory_updated`)})`;
  // Null until it is written or the product tracks by variant (docs/behaviour/inventory.md §1.2).
  const inventory = sql`(case when t.inventory_updated is not null or ${tracked}
    then jsonb_build_object('QuantityAvailable', ${quantity}, 'NotificationPoint', t.notification_point,
      'LastUpdated', ${lastUpdated}) end)`;
  return { quantity, lastUpdated, inventory };
}

/** The options that the variant stands for as they are now, in the order of its ID. */
const specs = (
  marketplaceId: RawBuilder<unknown>,
) => sql`(select coalesce(jsonb_agg(jsonb_build_object('SpecID', coalesce(s.id, e.pair ->> 0), 'Name', s.name,
    'OptionID', coalesce(o.id, e.pair ->> 1), 'Value', o.value, 'PriceMarkupType', o.price_markup_type,
    'PriceMarkup', o.price_markup::text) order by e.n), '[]')
  from jsonb_array_elements(t.combination) with ordinality as e(pair, n)
  left join spec s on s.marketplace_id = ${marketplaceId} and s.id = e.pair ->> 0
  left join spec_option o on o.marketplace_id = ${marketplaceId} and o.spec_id = s.id and o.id = e.pair ->> 1)`;

/** Variants with the stock of those of their inventory records `r` that meet a condition. */
export function variantsWith(records: RawBuilder<unknown>): Table<Variant> {
  return new Table("variant", "Variant", {
    computedIn(marketplaceId) {
      const { quantity, lastUpdated, inventory } = inventoryIn(marketplaceId, records);
      const options = specs(marketplaceId);
      return {
        computed: { Specs: options, Inventory: inventory },
        columns: {
          Specs: { json: options },
          Inventory: { json: inventory },
          "Inventory.QuantityAvailable": quantity,
          "Inventory.NotificationPoint": sql`t.notification_point`,
          "Inventory.LastUpdated": lastUpdated,
        },
      };
    },
  });
}

export const variants = variantsWith(sql`true`);

/** Remembers when the stock of a variant, and with it that of its product, was last written. */
export async function stampStock(db: TenantDb, productId: string, id: string, now: Date): Promise<void> {
  await Promise.all([
    db.run(
      tables
        .updateTable("product")
        .set({ inventory_updated: now })
        .where("marketplace_id", "=", db.marketplaceId)
        .where("id", "=", productId)
        .where("inventory_configured", "=", true),
    ),
    stampVariant(db, productId, id, now),
  ]);
}

/** Remembers when the stock of a variant last changed. */
export async function stampVariant(db: TenantDb, productId: string, id: string, now: Date): Promise<void> {
  await db.run(
    tables
      .updateTable("variant")
      .set({ inventory_updated: now })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("product_id", "=", productId)
      .where("id", "=", id),
  );
}
