import type { LineItem } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { shownCompany } from "../companies.ts";

/** What a line item's row holds beyond what replies show. Names are the columns'. */
interface Internals {
  readonly order_id: string;
  readonly variant_id: string | null;
  /** Prices and product data no longer follow the catalog. */
  readonly frozen: boolean;
}

/** A line item as rules work on it. */
export type StoredLine = LineItem & Internals;
export type StoredLineRow = Row<LineItem> & Internals;

/** The catalog's present data while the line is not frozen and the object is there, else the copy. */
const current = (column: string, live: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when t.frozen then t.${sql.ref(column)} else coalesce((${live}), t.${sql.ref(column)}) end`;

const product = current(
  "product",
  sql`select jsonb_build_object('ID', p.id, 'Name', p.name, 'Description', p.description, 'Returnable', p.returnable,
      'QuantityMultiplier', p.quantity_multiplier, 'ShipWeight', p.ship_weight, 'ShipHeight', p.ship_height,
      'ShipWidth', p.ship_width, 'ShipLength', p.ship_length, 'DefaultSupplierID', p.default_supplier_id,
      'ParentID', p.parent_id, 'xp', p.xp)
    from product p where p.marketplace_id = t.marketplace_id and p.id = t.product_id`,
);

const variant = current(
  "variant",
  sql`select jsonb_build_object('ID', v.id, 'Name', v.name, 'Description', v.description, 'ShipWeight', v.ship_weight,
      'ShipHeight', v.ship_height, 'ShipWidth', v.ship_width, 'ShipLength', v.ship_length, 'xp', v.xp)
    from variant v where v.marketplace_id = t.marketplace_id and v.product_id = t.product_id and v.id = t.variant_id`,
);

const supplier = shownCompany(sql`t.supplier_id`);

/** Where lists find what a line item shows; the columns of the table but for these. */
export const lineColumns = {
  SupplierID: { scalar: supplier },
  Product: { json: product },
  "Product.ID": { scalar: sql`t.product_id`, nullable: false },
  Variant: { json: variant },
  "Variant.ID": { scalar: sql`t.variant_id` },
};

export const lineTable = new Table("line_item", "LineItem", {
  computed: { Product: product, Variant: variant, SupplierID: supplier },
  columns: lineColumns,
});

/** Everything of a line item's row, over the alias `t`. */
export const lineSelect = sql`${lineTable.select}, t.order_id, t.variant_id, t.frozen`;
