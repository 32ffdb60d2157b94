import type { Demand } from "../../catalogs/index.ts";
import { type Fragments, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { lineJson, type lineRows } from "./line-row.store.ts";
import type { SummedLines } from "./totals.ts";

/**
 * What an operation is about of an order's lines, so that it costs the same on an order of many: of the others there are
 * sums only (`OtherLines`). Neither product nor line: it is about none.
 */
export interface Around {
  /** A product's ID, in whatever case: those of it that are not read count together. */
  readonly productId?: string | null | undefined;
  /**
   * A line's ID, in whatever case. It is read, with the bundle's own line where it is part of one, and others of its product
   * count together.
   */
  readonly lineId?: string | null | undefined;
  /** Lines of that product, or of that line's, are read as well, as far as their prices follow from it. Default: false. */
  readonly alike?: boolean;
}

/** What counts of an order's lines that were not read. */
export interface OtherLines extends SummedLines {
  /** What the order was opened around. */
  readonly around: Around;
  readonly count: number;
  /** Some go elsewhere than the order as a whole. */
  readonly apart: boolean;
  /** Those of the products that the order was opened around, together where they take from the same stock. */
  readonly alike: readonly AlikeLines[];
}

/** Lines that are on the same stock, and what they take of it. */
export interface AlikeLines extends Demand {
  /** Units on the order altogether, whether they take from stock or not. */
  readonly ordered: number;
}

/** Parameters of the SQL below: IDs of `Around`, folded. */
export interface AroundKeys {
  readonly marketplaceId: string;
  readonly productId: string | null;
  readonly lineId: string | null;
}

type Sql = RawBuilder<unknown>;

/** Lines of the order of the alias `t`. */
export const ofOrder = (m: Sql): Sql => sql`l.marketplace_id = ${m} and l.order_id = t.id`;

/** Stored IDs of the lines that are read for the line's sake; worked out once for each order. */
const named = ({ marketplaceId: m, lineId }: Fragments<AroundKeys>) => sql`array(
  select x.id from line_item w cross join lateral (values (w.id), (w.bundle_item_id)) x(id)
  where w.marketplace_id = ${m} and w.order_id = t.id and lower(w.id) = ${lineId} and x.id is not null)`;

/** Stored IDs of the products. */
const products = ({ marketplaceId: m, productId, lineId }: Fragments<AroundKeys>) => sql`array(
  select p.id from product p where p.marketplace_id = ${m} and lower(p.id) = ${productId}
  union all select w.product_id from line_item w
  where w.marketplace_id = ${m} and w.order_id = t.id and lower(w.id) = ${lineId} and not w.ad_hoc)`;

/** Condition of lines of these products; those that the marketplace does not have count together with none. */
const ofSame = (keys: Fragments<AroundKeys>): Sql => sql`l.product_id = any(${products(keys)}) and not l.ad_hoc`;

/** What the price of a line follows from, and what becomes of it. */
const priced = [
  "ID",
  "ProductID",
  "Quantity",
  "BundleItemID",
  "IsBundle",
  "UnitPrice",
  "PriceOverridden",
  "IsOnSale",
  "PriceScheduleID",
  "LineSubtotal",
  "BaseDiscount",
  "DiscountID",
  "PromotionDiscount",
  "LineTotal",
  "Specs",
  "IncomingOrderID",
  "ShippingAddressID",
  "variant_id",
  "inventory_record_key",
  "supplier_id",
  "frozen",
  "ad_hoc",
] as const satisfies NonNullable<Parameters<typeof lineRows.json>[1]>;

/** Lines to be read, as one JSON array, in the order in which they were added. */
export function linesAround(keys: Fragments<AroundKeys>, alike: boolean): Sql {
  const whole = sql`l.id = any(${named(keys)})`;
  const of = ofOrder(keys.marketplaceId);
  return alike
    ? sql`(select json_agg(case when ${whole} then ${lineJson()} else ${lineJson(priced)} end order by l.date_added, l.id)
        from line_item l where ${of} and (${whole} or ${ofSame(keys)}))`
    : sql`(select json_agg(${lineJson()} order by l.date_added, l.id) from line_item l where ${of} and ${whole})`;
}

/** `OtherLines` of the order of the alias `t`, as JSON. */
export function othersAround(keys: Fragments<AroundKeys>, alike: boolean): Sql {
  const same = ofSame(keys);
  const ifSame = (column: string) => (alike ? sql`null` : sql`case when ${same} then l.${sql.ref(column)} end`);
  return sql`(select json_build_object('count', coalesce(sum(g.lines), 0), 'items', coalesce(sum(g.items), 0),
      'LineSubtotal', coalesce(sum(g.subtotal), 0)::text, 'BaseDiscount', coalesce(sum(g.discount), 0)::text,
      'PromotionDiscount', coalesce(sum(g.promotion), 0)::text, 'apart', coalesce(bool_or(g.apart), false),
      'alike', coalesce(json_agg(json_build_object('productId', g.product_id, 'variantId', g.variant_id,
        'recordKey', g.record_key, 'ordered', g.ordered, 'quantity', g.taken)) filter (where g.product_id is not null), '[]'))
    from (select ${ifSame("product_id")} as product_id, ${ifSame("variant_id")} as variant_id,
        ${ifSame("inventory_record_key")} as record_key, count(*) as lines, count(*) filter (where not l.is_bundle) as items,
        sum(l.line_subtotal) as subtotal, sum(l.base_discount) as discount, sum(l.promotion_discount) as promotion,
        bool_or(l.shipping_address_id is distinct from t.shipping_address_id) as apart, sum(l.quantity) as ordered,
        coalesce(sum(l.quantity) filter (where not l.is_bundle and l.incoming_order_id is null), 0) as taken
      from line_item l where ${ofOrder(keys.marketplaceId)} and not (l.id = any(${named(keys)}))
        ${alike ? sql`and not (${same})` : sql``} group by 1, 2, 3) g)`;
}
