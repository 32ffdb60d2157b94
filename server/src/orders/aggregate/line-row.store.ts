import type { LineItem } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { snapshotSql } from "../../platform/crud/snapshot.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { ColumnOverride } from "../../platform/lists/columns.ts";
import { withoutTombstone, withoutTombstoneId } from "./tombstones.store.ts";

/** Columns of a line item beyond what replies show. Names are the columns'. */
interface Internals {
  readonly order_id: string;
  readonly variant_id: string | null;
  /** Internal key of the inventory record that `InventoryRecordID` names. */
  readonly inventory_record_key: number | null;
  /** Prices and product data no longer follow the catalog. */
  readonly frozen: boolean;
  /** Its product is none of the marketplace's, even where one has its ID by now: `Product` is all there is of it. */
  readonly ad_hoc: boolean;
  /** A service chose the inventory record, which need not be for the buyer. */
  readonly record_by_service: boolean;
  /** As `SupplierID`, but with its tombstone where the supplier was deleted. */
  readonly supplier_id: string | null;
}

/**
 * A line item as rules work on it. `Product` and `Variant` are the copies that it keeps, which replies show instead of the
 * catalog's present data only once it is frozen, or where the catalog has none.
 */
export type OrderLine = LineItem & Internals;
export type LineRow = Row<LineItem> & Pick<Internals, "order_id">;

/** The catalog's present data while the line follows it and the object is there, else the copy. */
const current = (column: string, live: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when t.frozen or t.ad_hoc then t.${sql.ref(column)} else coalesce((${live}), t.${sql.ref(column)}) end`;

const product = current(
  "product",
  sql`select ${snapshotSql("LineItemProduct", "p")} from product p
    where p.marketplace_id = t.marketplace_id and p.id = t.product_id`,
);

const variant = current(
  "variant",
  sql`select ${snapshotSql("LineItemVariant", "v")} from variant v
    where v.marketplace_id = t.marketplace_id and v.product_id = t.product_id and v.id = t.variant_id`,
);

const supplier = withoutTombstone(sql`t.supplier_id`);

/** Places where lists find what a line item shows; the columns of the table but for these. */
export const lineColumns = {
  SupplierID: { scalar: supplier },
  Product: { json: product },
  "Product.ID": { scalar: sql`t.product_id`, nullable: false },
  Variant: { json: variant },
  "Variant.ID": { scalar: sql`t.variant_id` },
};

/** Places of what lines were forwarded from and to for those who may not see it: what is not shown cannot be asked for. */
export const hiddenLinks = { IncomingOrderID: sql`null::text`, OutgoingOrderID: sql`null::text` };

/** The columns of line items for them. */
export const unlinkedColumns = { ...lineColumns, ...hiddenLinks };

const lineTableWith = (columns: Readonly<Record<string, ColumnOverride>>) =>
  new Table("line_item", "LineItem", {
    computed: { Product: product, Variant: variant, SupplierID: supplier },
    columns,
  });

/** Line items in lists and in replies. */
export const lineTable = lineTableWith(lineColumns);

/** Line items in lists of whoever is not of the seller. */
export const unlinkedLineTable = lineTableWith(unlinkedColumns);

/** Line items in lists of whoever is invited to an order: where they come from and go is not theirs to know. */
export const invitedLineTable = lineTableWith({
  ...unlinkedColumns,
  ShippingAddressID: sql`null::text`,
  ShippingAddress: { json: sql`null::json` },
  ShipFromAddressID: sql`null::text`,
  ShipFromAddress: { json: sql`null::json` },
  InventoryRecordID: sql`null::text`,
});

/** Line items as they are read to be worked on, and written. */
export const lineRows = new PartTable<OrderLine>(
  new Table("line_item", "LineItem", { computed: { SupplierID: supplier } }),
  {
    order_id: "text",
    variant_id: "text",
    inventory_record_key: "bigint",
    frozen: "boolean",
    ad_hoc: "boolean",
    record_by_service: "boolean",
    supplier_id: "text",
  },
);

/** A line as it is read, with what replies show of its supplier. */
export const withSupplier = (line: OrderLine): OrderLine => ({
  ...line,
  SupplierID: line.supplier_id === null ? null : withoutTombstoneId(line.supplier_id),
});

/**
 * The line of the alias `l` as JSON.
 *
 * @param only these properties. Default: all.
 */
export const lineJson = (only?: readonly (keyof OrderLine)[]): RawBuilder<unknown> =>
  sql`(select row_to_json(x) from (select ${lineRows.json("l", only)}) x)`;

/**
 * Lines of an order as one JSON array, in the order in which they were added.
 *
 * @param of the condition that makes them lines of the order, over the alias `l`.
 */
export const linesJson = (of: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select json_agg(${lineJson()} order by l.date_added, l.id) from line_item l where ${of})`;

interface OfOrder {
  readonly marketplaceId: string;
  /** Folded. */
  readonly orderId: string;
}

/** A line with what tells whether its product is the marketplace's. */
export type TracedLine = LineRow & Pick<Internals, "ad_hoc">;

const allLines = prepared<OfOrder, TracedLine>(
  ({ marketplaceId, orderId }: Fragments<OfOrder>) =>
    sql`select ${lineTable.select}, t.order_id, t.ad_hoc from line_item as t
      where t.marketplace_id = ${marketplaceId} and t.order_id = (select o.id from purchase_order o
        where o.marketplace_id = ${marketplaceId} and lower(o.id) = ${orderId})
      order by t.date_added, t.id`,
);

/** All lines of an order as replies show them, in the order in which they were added. The order's ID may be in any case. */
export const listAllLines = (db: TenantDb, orderId: string): Promise<TracedLine[]> =>
  db.rows(allLines({ marketplaceId: db.marketplaceId, orderId: orderId.toLowerCase() }));

/** A line of an order as replies show it, by its stored ID. */
export const shownLine = async (db: TenantDb, { order_id, ID }: Pick<OrderLine, "order_id" | "ID">): Promise<LineRow> =>
  (await lineTable.find(db, { columns: { order_id } }, ID)) as LineRow;
