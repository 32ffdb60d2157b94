import { sameId } from "../../platform/ids.ts";

/** Demand on a product's or variant's stock. */
export interface Demand {
  readonly productId: string;
  /** The variant where the product has variants. */
  readonly variantId: string | null;
  /** Internal key of the inventory record that it is on; null for none. */
  readonly recordKey: number | null;
  /** Units wanted; negative gives back. */
  readonly quantity: number;
}

/** Reason why a demand cannot be met. */
export interface Shortage {
  readonly productId: string;
  readonly variantId: string | null;
  readonly recordKey: number | null;
  /** Null: the inventory record is gone. */
  readonly available: number | null;
  readonly requested: number;
}

/** An inventory record of a product or of one of its variants. */
export interface RecordStock {
  readonly key: number;
  readonly id: string;
  /** Null for a record of the product itself. */
  readonly variantId: string | null;
  readonly canExceed: boolean;
  readonly available: number;
  /** The buyer may draw on it. */
  readonly usable: boolean;
}

/** Stock of a product, and whether it counts (docs/behaviour/inventory.md §1). IDs are the stored ones. */
export interface Stock {
  readonly productId: string;
  readonly active: boolean;
  /** False: nothing is checked and nothing moves. */
  readonly tracked: boolean;
  /** It is kept in inventory records: what names none of them takes nothing. */
  readonly inRecords: boolean;
  readonly byVariant: boolean;
  readonly canExceed: boolean;
  readonly available: number;
  /** By the variant's ID, where stock is kept by variant. */
  readonly variants: ReadonlyMap<string, number>;
  /** Those that were asked for. */
  readonly records: readonly RecordStock[];
}

/**
 * The record of an ID, in any case, that a line item of a variant, or of none, can draw on.
 *
 * @param anyBuyers also one that is not for the buyer. Default: false.
 */
export const recordFor = (
  { byVariant, records }: Stock,
  id: string,
  variantId: string | null,
  anyBuyers = false,
): RecordStock | undefined =>
  records.find(
    (record) =>
      sameId(record.id, id) && (anyBuyers || record.usable) && record.variantId === (byVariant ? variantId : null),
  );

/** What a demand draws on, and how much of it there is; undefined where nothing bounds it. */
function sourceOf(
  stock: ReadonlyMap<string, Stock>,
  { productId, variantId, recordKey }: Demand,
): readonly [key: string, available: number] | undefined {
  const found = stock.get(productId.toLowerCase());
  if (found === undefined || !found.tracked) return undefined;
  if (found.inRecords) {
    const record = found.records.find(({ key }) => key === recordKey);
    return record === undefined || record.canExceed
      ? undefined
      : [stockKey({ ...found, variantId, recordKey }), record.available];
  }
  if (recordKey !== null || found.canExceed) return undefined;
  if (!found.byVariant) return [stockKey({ ...found, variantId: null, recordKey }), found.available];
  return variantId === null
    ? undefined
    : [stockKey({ ...found, variantId, recordKey }), found.variants.get(variantId) ?? 0];
}

/**
 * Demands that the stock cannot meet. Those on the same product or variant count together; each that is part
 * of too much is named.
 */
export function shortages(demands: readonly Demand[], stock: ReadonlyMap<string, Stock>): readonly Shortage[] {
  const requested = new Map<string, number>();
  for (const demand of demands) {
    const source = sourceOf(stock, demand);
    if (source !== undefined) requested.set(source[0], (requested.get(source[0]) ?? 0) + demand.quantity);
  }
  return demands.flatMap((demand) => {
    const source = sourceOf(stock, demand);
    if (source === undefined) return [];
    const [key, available] = source;
    const total = requested.get(key) ?? 0;
    const { productId, variantId, recordKey } = demand;
    return total > available ? [{ productId, variantId, recordKey, available, requested: total }] : [];
  });
}

/**
 * For each demand what keeps it from being met, where something does: those that can be are met in turn, and what cannot
 * takes nothing from those behind it.
 */
export function shortagesInTurn(
  demands: readonly Demand[],
  stock: ReadonlyMap<string, Stock>,
): readonly (Shortage | undefined)[] {
  const taken = new Map<string, number>();
  return demands.map((demand) => {
    const source = sourceOf(stock, demand);
    if (source === undefined) return undefined;
    const [key, available] = source;
    const { productId, variantId, recordKey, quantity } = demand;
    const requested = (taken.get(key) ?? 0) + quantity;
    if (requested > available) return { productId, variantId, recordKey, available, requested };
    taken.set(key, requested);
    return undefined;
  });
}

type Place = Pick<Demand, "productId" | "variantId" | "recordKey">;

/** Text that is the same for two things about one stock: of the same product, variant and record. */
export const stockKey = ({ productId, variantId, recordKey }: Place): string =>
  `${productId}\n${variantId ?? ""}\n${recordKey ?? ""}`;

/** One movement for each product, variant and record, in a fixed order; what cancels out is left out. */
export function merged(demands: readonly Demand[]): Demand[] {
  const moves = new Map<string, Demand>();
  for (const demand of demands) {
    const key = stockKey(demand);
    moves.set(key, { ...demand, quantity: (moves.get(key)?.quantity ?? 0) + demand.quantity });
  }
  return [...moves.entries()]
    .filter(([, { quantity }]) => quantity !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, move]) => move);
}
