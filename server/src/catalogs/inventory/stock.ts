/** Demand on a product's or variant's stock. */
export interface Demand {
  readonly productId: string;
  /** The variant where the product has variants. */
  readonly variantId: string | null;
  /** Units wanted; negative gives back. */
  readonly quantity: number;
}

/** Reason why a demand cannot be met. */
export interface Shortage {
  readonly productId: string;
  readonly variantId: string | null;
  readonly available: number;
  readonly requested: number;
}

/** Stock of a product, and whether it counts (docs/behaviour/inventory.md §1). IDs are the stored ones. */
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

/**
 * Demands that the stock cannot meet. Those on the same product or variant count together; each that is part
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

/** One movement for each product and variant, in the fixed order; what cancels out is left out. */
export function merged(demands: readonly Demand[]): Demand[] {
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
export function perProduct(moves: readonly Demand[]): Demand[] {
  return merged(moves.map((move) => ({ ...move, variantId: null })));
}
