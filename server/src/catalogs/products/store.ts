import type { Product } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { type ColumnOverride, columnsOf } from "../../platform/lists/columns.ts";
import type { SearchDocument } from "../../platform/lists/word-search.ts";
import { quantityAvailable, quantityOfSimple } from "../inventory/available.store.ts";

/** Stock of a product: its records', its variants' or its own. */
const stock = quantityAvailable("t", sql`t.marketplace_id`);

const inventoryWith = (quantity: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  case when t.inventory_configured then jsonb_build_object(
  'Enabled', t.inventory_enabled, 'NotificationPoint', t.notification_point, 'VariantLevelTracking', t.variant_level_tracking,
  'OrderCanExceed', t.order_can_exceed, 'QuantityAvailable', ${quantity}, 'LastUpdated', t.inventory_updated) end)`;

/** The `Inventory` of a product; null until it is first written (docs/behaviour/inventory.md §1.1). */
export const inventory: RawBuilder<unknown> = inventoryWith(stock);

const configured = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(case when t.inventory_configured then ${column} end)`;

const always = (column: RawBuilder<unknown>): ColumnOverride => ({ scalar: column, nullable: false });

/** Stock records as a list filters by them: all conditions of one request must hold for the same record. */
const records: ColumnOverride = {
  relation: {
    together: true,
    exists: (condition) => sql`exists (
      select from inventory_record r join address a on a.marketplace_id = r.marketplace_id and a.key = r.address_key
      where r.marketplace_id = t.marketplace_id and r.product_id = t.id and ${condition})`,
    columns: columnsOf({ AddressID: sql`a.id`, Address: { joined: columnsOf({}, "a") } }, "r"),
  },
};

const bundle: ColumnOverride = {
  relation: {
    exists: (condition) => sql`exists (select from bundle_product b
      where b.marketplace_id = t.marketplace_id and b.product_id = t.id and ${condition})`,
    columns: { of: () => ({ kind: "scalar", sql: sql`b.bundle_id`, nullable: false }) },
  },
};

/** Columns that filters, searches and orders of product lists name; the alias of the table is `t`. */
export const productColumnOverrides: Readonly<Record<string, ColumnOverride>> = {
  OwnerID: always(sql`t.owner_id`),
  DateCreated: always(sql`t.date_created`),
  QuantityMultiplier: always(sql`t.quantity_multiplier`),
  // As `product_page` has it, in whose order products are listed.
  ID: { scalar: sql`t.id`, nullable: false },
  Inventory: { json: inventory },
  "Inventory.Enabled": configured(sql`t.inventory_enabled`),
  "Inventory.NotificationPoint": configured(sql`t.notification_point`),
  "Inventory.VariantLevelTracking": configured(sql`t.variant_level_tracking`),
  "Inventory.OrderCanExceed": configured(sql`t.order_can_exceed`),
  "Inventory.QuantityAvailable": stock,
  "Inventory.LastUpdated": configured(sql`t.inventory_updated`),
  InventoryRecords: records,
  InventoryRecord: records,
  BundleID: bundle,
  xp: { json: sql`t.xp_values`, folded: sql`t.xp_folded` },
};

export const productColumns = columnsOf(productColumnOverrides);

/** Indexed words of a product's ID, name and description. */
export const searchedDocument: SearchDocument = {
  words: sql`t.words`,
  stems: sql`t.stems`,
  weights: { ID: "A", Name: "B", Description: "C" },
};

export const products = new Table("product", "Product", {
  computed: { Inventory: inventory },
  computedOfNew: { Inventory: inventoryWith(quantityOfSimple("t")) },
  columns: productColumnOverrides,
});

/** A product by its stored ID, as it is shown: for what has just written it. */
export const shownProduct = prepared<{ readonly marketplaceId: string; readonly id: string }, Row<Product>>(
  ({ marketplaceId, id }) => sql`
    select ${products.select} from product t where t.marketplace_id = ${marketplaceId} and t.id = ${id}`,
);

/** Products by their stored IDs, in the order of those; what is gone is left out. */
export const productsByIds = (db: TenantDb, ids: readonly string[]): Promise<Row<Product>[]> =>
  db.rows<Row<Product>>(sql`select ${products.select} from product as t
    where t.marketplace_id = ${db.marketplaceId} and t.id = any(${ids}) order by t.id`);

/** Tells whether a product has children, and whether bundles contain it. */
export async function usesOf(
  db: TenantDb,
  productId: string,
): Promise<{ readonly parent: boolean; readonly component: boolean }> {
  const row = await db.row<{ parent: boolean; component: boolean }>(sql`select
    exists (select from product c where c.marketplace_id = ${db.marketplaceId} and c.parent_id = ${productId}) as parent,
    exists (select from bundle_product b where b.marketplace_id = ${db.marketplaceId} and b.product_id = ${productId}) as component`);
  return row ?? { parent: false, component: false };
}
