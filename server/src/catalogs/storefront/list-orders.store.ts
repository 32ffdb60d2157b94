import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { CountedClasses } from "../visibility/counted-classes.store.ts";
import type { CategoryNode } from "../visibility/rules.ts";
import type { ClassSet } from "../visibility/visible-products.ts";

/** The order that a category gives to its products. */
export interface ListOrders {
  /** By the product's ID, for those that have one: what belongs to a parent has its parent's. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Changes so far of the products looked through. */
  readonly changes: number;
}

/** Numbers of a category, and products with what belongs to them, that the index puts in an order as well. */
const mostOrdered = 2_000;

interface Named {
  readonly marketplaceId: string;
  readonly catalogId: string;
  readonly categoryId: string;
}

const ordersOf = prepared<Named, { readonly numbered: number; readonly orders: Json }>(
  ({ marketplaceId, catalogId, categoryId }) => sql`
    with o as materialized (
      select product_id, list_order from category_product
      where marketplace_id = ${marketplaceId} and catalog_id = ${catalogId} and category_id = ${categoryId}
        and list_order is not null limit ${sql.lit(mostOrdered + 1)}
    )
    select (select count(*) from o) as numbered,
      coalesce(json_agg(json_build_array(n.id, n.list_order)), '[]'::json) as orders from (
      select t.id, o.list_order from o join product t on t.marketplace_id = ${marketplaceId} and t.id = o.product_id
      where t.parent_id is null
      union all
      select t.id, o.list_order from o join product t on t.marketplace_id = ${marketplaceId} and t.parent_id = o.product_id
      limit ${sql.lit(mostOrdered + 1)}
    ) n`,
);

/** Reads the order of a category, and the state that it is of; undefined for one of too many products. One trip. */
export async function readListOrders(
  db: TenantDb,
  counted: CountedClasses,
  classes: ClassSet,
  { catalog, id }: CategoryNode,
): Promise<ListOrders | undefined> {
  const { marketplaceId } = db;
  const [row, counts] = await Promise.all([
    db.row(ordersOf({ marketplaceId, catalogId: catalog, categoryId: id })),
    counted.now(db, classes),
  ]);
  const orders = (row?.orders.value ?? []) as [id: string, number: number][];
  // Numbers of children are not among the orders, but among those that the cut counts.
  if (Math.max(row?.numbered ?? 0, orders.length) > mostOrdered) return undefined;
  return { numbers: new Map(orders), changes: counts.changes };
}
