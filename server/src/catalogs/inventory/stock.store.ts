import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Demand, merged, perProduct, type Shortage, type Stock } from "./stock.ts";

/** The columns of a product that make its stock. */
export interface StockRow {
  readonly "stock.id": string;
  readonly "stock.active": boolean;
  readonly "stock.tracked": boolean;
  readonly "stock.byVariant": boolean;
  readonly "stock.canExceed": boolean;
  readonly "stock.available": number;
  readonly "stock.variants": Json | null;
}

/** The columns of a `StockRow`, of product `p`. */
export const stockColumns = (marketplaceId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  p.id as "stock.id", p.active as "stock.active", p.inventory_enabled and p.inventory_records = 0 as "stock.tracked",
  p.variant_level_tracking as "stock.byVariant", p.order_can_exceed as "stock.canExceed",
  coalesce(p.quantity_available, 0) as "stock.available",
  case when p.inventory_enabled and p.variant_level_tracking then
    (select json_object_agg(v.id, coalesce(v.quantity_available, 0)) from variant v
      where v.marketplace_id = ${marketplaceId} and v.product_id = p.id) end as "stock.variants"`;

/** The stock that a row holds. */
export const stockOf = (row: StockRow): Stock => ({
  productId: row["stock.id"],
  active: row["stock.active"],
  tracked: row["stock.tracked"],
  byVariant: row["stock.byVariant"],
  canExceed: row["stock.canExceed"],
  available: row["stock.available"],
  variants: new Map(Object.entries((row["stock.variants"]?.value ?? {}) as Record<string, number>)),
});

const stockOfAll = prepared<{ readonly marketplaceId: string; readonly productIds: readonly string[] }>(
  ({ marketplaceId, productIds }) => sql`
    select ${stockColumns(marketplaceId)} from product p
    where p.marketplace_id = ${marketplaceId} and lower(p.id) = any(${productIds}::text[])`,
);

/** The stock of products, by their folded ID. Products that are gone are missing. */
export async function readStock(db: TenantDb, productIds: readonly string[]): Promise<ReadonlyMap<string, Stock>> {
  if (productIds.length === 0) return new Map();
  const { marketplaceId } = db;
  const rows = await db.rows<StockRow>(
    stockOfAll({ marketplaceId, productIds: productIds.map((id) => id.toLowerCase()) }),
  );
  return new Map(rows.map((row) => [row["stock.id"].toLowerCase(), stockOf(row)]));
}

/**
 * Takes what is demanded off the stock, and gives back what is negative, wherever stock is tracked.
 *
 * Products come first and variants after, each in the order of their IDs, and none goes below zero unless it may: so
 * parallel calls neither deadlock nor sell the same unit twice.
 *
 * @returns what could not be met. Then nothing of the transaction may be kept.
 */
export async function moveStock(
  { db, now }: Pick<Work, "db" | "now">,
  demands: readonly Demand[],
): Promise<readonly Shortage[]> {
  const moves = merged(demands);
  if (moves.length === 0) return [];
  const ofVariants = moves.filter(({ variantId }) => variantId !== null);
  const [products, variants] = await Promise.all([
    db.rows<Short>(moveProducts(argumentsOf(db, now, perProduct(moves)))),
    ofVariants.length === 0 ? [] : db.rows<Short>(moveVariants(argumentsOf(db, now, ofVariants))),
  ]);
  return [...products.sort(byId), ...variants.sort(byId)].map((row) => ({
    productId: row.product_id,
    variantId: row.variant_id,
    available: row.available,
    requested: row.requested,
  }));
}

interface Short {
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly available: number;
  readonly requested: number;
}

const keyOf = (row: Short): string => `${row.product_id}\n${row.variant_id ?? ""}`;
const byId = (a: Short, b: Short): number => (keyOf(a) < keyOf(b) ? -1 : 1);

interface Moves {
  readonly marketplaceId: string;
  readonly now: Date;
  readonly products: readonly string[];
  readonly variants: readonly (string | null)[];
  readonly quantities: readonly number[];
}

const argumentsOf = ({ marketplaceId }: TenantDb, now: Date, moves: readonly Demand[]): Moves => ({
  marketplaceId,
  now,
  products: moves.map(({ productId }) => productId),
  variants: moves.map(({ variantId }) => variantId),
  quantities: moves.map(({ quantity }) => quantity),
});

// Both lock the rows they may write in a fixed order before the first is written, and answer with those that fell short.

const moveProducts = prepared<Moves>(
  ({ marketplaceId: m, now, products, quantities }) => sql`
    with held as materialized (
      select p.id, p.order_can_exceed, coalesce(p.quantity_available, 0) as available, d.quantity
      from product p join unnest(${products}::text[], ${quantities}::int[]) as d (id, quantity) on d.id = p.id
      where p.marketplace_id = ${m}
        and p.inventory_enabled and not p.variant_level_tracking and p.inventory_records = 0
      order by p.id for update of p
    ), moved as (
      update product p set quantity_available = h.available - h.quantity, inventory_updated = ${now}::timestamptz
      from held h where p.marketplace_id = ${m} and p.id = h.id
        and (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)
    )
    select h.id as product_id, null as variant_id, h.available, h.quantity as requested from held h
    where not (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)`,
);

const moveVariants = prepared<Moves>(
  ({ marketplaceId: m, now, products, variants, quantities }) => sql`
    with held as materialized (
      select v.product_id, v.id, p.order_can_exceed, coalesce(v.quantity_available, 0) as available, d.quantity
      from variant v
      join unnest(${products}::text[], ${variants}::text[], ${quantities}::int[]) as d (product_id, id, quantity)
        on d.product_id = v.product_id and d.id = v.id
      join product p on p.marketplace_id = ${m} and p.id = v.product_id
      where v.marketplace_id = ${m}
        and p.inventory_enabled and p.variant_level_tracking and p.inventory_records = 0
      order by v.product_id, v.id for update of v
    ), moved as (
      update variant v set quantity_available = h.available - h.quantity, inventory_updated = ${now}::timestamptz
      from held h where v.marketplace_id = ${m} and v.product_id = h.product_id and v.id = h.id
        and (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)
    )
    select h.product_id, h.id as variant_id, h.available, h.quantity as requested from held h
    where not (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)`,
);
