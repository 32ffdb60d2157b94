import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { AnyCall } from "../../platform/operation/call.ts";

/** What somebody wants of a product's or variant's stock. */
export interface Demand {
  readonly productId: string;
  /** The variant where the product has variants. */
  readonly variantId: string | null;
  /** Units wanted; negative gives back. */
  readonly quantity: number;
}

/** Why a demand cannot be met. */
export interface Shortage {
  readonly productId: string;
  readonly variantId: string | null;
  readonly available: number;
  readonly requested: number;
}

/** What a product has in stock, and whether that counts (docs/behaviour/inventory.md §1). IDs are the stored ones. */
export interface Stock {
  readonly productId: string;
  readonly active: boolean;
  /** False: nothing is checked and nothing moves. */
  readonly tracked: boolean;
  readonly byVariant: boolean;
  readonly canExceed: boolean;
  readonly available: number;
  /** By the variant's ID, where stock is kept by variant. */
  readonly variants: ReadonlyMap<string, number>;
}

interface Row {
  readonly id: string;
  readonly active: boolean;
  readonly tracked: boolean;
  readonly by_variant: boolean;
  readonly can_exceed: boolean;
  readonly available: number;
  readonly variants: Json | null;
}

/** The stock of products, by their folded ID. Products that are gone are missing. */
export async function readStock(db: TenantDb, productIds: readonly string[]): Promise<ReadonlyMap<string, Stock>> {
  if (productIds.length === 0) return new Map();
  const rows = await db.rows<Row>(
    sql`select p.id, p.active, p.inventory_enabled and p.inventory_records = 0 as tracked,
        p.variant_level_tracking as by_variant, p.order_can_exceed as can_exceed,
        coalesce(p.quantity_available, 0) as available,
        case when p.inventory_enabled and p.variant_level_tracking then
          (select jsonb_object_agg(v.id, coalesce(v.quantity_available, 0)) from variant v
            where v.marketplace_id = p.marketplace_id and v.product_id = p.id) end as variants
      from product p
      where p.marketplace_id = ${db.marketplaceId} and lower(p.id) = any(${productIds.map((id) => id.toLowerCase())})`,
  );
  return new Map(
    rows.map((row) => [
      row.id.toLowerCase(),
      {
        productId: row.id,
        active: row.active,
        tracked: row.tracked,
        byVariant: row.by_variant,
        canExceed: row.can_exceed,
        available: row.available,
        variants: new Map(Object.entries((row.variants?.value ?? {}) as Record<string, number>)),
      },
    ]),
  );
}

/**
 * Which of the demands the stock cannot meet. Demands on the same product or variant count together; each that is part
 * of too much is named.
 */
export function shortages(demands: readonly Demand[], stock: ReadonlyMap<string, Stock>): readonly Shortage[] {
  const requested = new Map<string, number>();
  const sourceOf = ({ productId, variantId }: Demand): [key: string, available: number] | undefined => {
    const found = stock.get(productId.toLowerCase());
    if (found === undefined || !found.tracked || found.canExceed) return undefined;
    if (!found.byVariant) return [found.productId, found.available];
    return variantId === null ? undefined : [`${found.productId}\n${variantId}`, found.variants.get(variantId) ?? 0];
  };
  for (const demand of demands) {
    const source = sourceOf(demand);
    if (source !== undefined) requested.set(source[0], (requested.get(source[0]) ?? 0) + demand.quantity);
  }
  return demands.flatMap((demand) => {
    const source = sourceOf(demand);
    if (source === undefined) return [];
    const [key, available] = source;
    const total = requested.get(key) ?? 0;
    return total > available
      ? [{ productId: demand.productId, variantId: demand.variantId, available, requested: total }]
      : [];
  });
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
  { db, now }: Pick<AnyCall, "db" | "now">,
  demands: readonly Demand[],
): Promise<readonly Shortage[]> {
  const moves = merged(demands);
  if (moves.length === 0) return [];
  const ids = [...new Set(moves.map(({ productId }) => productId))];
  const byProduct = perProduct(moves);
  const byVariant = moves.filter(({ variantId }) => variantId !== null);
  // In one trip: the movements in their order, then the state they left, to tell what was short from what is not tracked.
  const [products, variants, stock] = await Promise.all([
    Promise.all(byProduct.map((move) => moveProduct(db, now, move))),
    Promise.all(byVariant.map((move) => moveVariant(db, now, move))),
    readStock(db, ids),
  ]);
  const short = (move: Demand): Shortage[] => {
    const { productId, variantId, quantity } = move;
    const found = stock.get(productId.toLowerCase());
    if (found === undefined || !found.tracked || found.byVariant !== (variantId !== null)) return [];
    const available = variantId === null ? found.available : (found.variants.get(variantId) ?? 0);
    return [{ productId, variantId, available, requested: quantity }];
  };
  return [
    ...byProduct.filter((_, index) => products[index] === 0).flatMap(short),
    ...byVariant.filter((_, index) => variants[index] === 0).flatMap(short),
  ];
}

const moveProduct = (db: TenantDb, now: Date, { productId, quantity }: Demand): Promise<number> =>
  db.run(
    sql`update product set quantity_available = coalesce(quantity_available, 0) - ${quantity}, inventory_updated = ${now}
      where marketplace_id = ${db.marketplaceId} and id = ${productId}
        and inventory_enabled and not variant_level_tracking and inventory_records = 0
        and (order_can_exceed or ${quantity} <= 0 or coalesce(quantity_available, 0) >= ${quantity})`,
  );

const moveVariant = (db: TenantDb, now: Date, { productId, variantId, quantity }: Demand): Promise<number> =>
  db.run(
    sql`update variant as v set quantity_available = coalesce(v.quantity_available, 0) - ${quantity}, inventory_updated = ${now}
      from product as p
      where v.marketplace_id = ${db.marketplaceId} and v.product_id = ${productId} and v.id = ${variantId}
        and p.marketplace_id = ${db.marketplaceId} and p.id = ${productId}
        and p.inventory_enabled and p.variant_level_tracking and p.inventory_records = 0
        and (p.order_can_exceed or ${quantity} <= 0 or coalesce(v.quantity_available, 0) >= ${quantity})`,
  );

/** One movement for each product and variant, in the fixed order; what cancels out is left out. */
function merged(demands: readonly Demand[]): Demand[] {
  const moves = new Map<string, Demand>();
  for (const demand of demands) {
    const key = `${demand.productId}\n${demand.variantId ?? ""}`;
    moves.set(key, { ...demand, quantity: (moves.get(key)?.quantity ?? 0) + demand.quantity });
  }
  return [...moves.entries()]
    .filter(([, { quantity }]) => quantity !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, move]) => move);
}

/** A product that keeps no stock by variant answers for all of its variants together. */
function perProduct(moves: readonly Demand[]): Demand[] {
  return merged(moves.map((move) => ({ ...move, variantId: null })));
}
