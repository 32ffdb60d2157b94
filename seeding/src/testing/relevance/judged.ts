/** A search and what is worth finding by it. */
export interface JudgedQuery {
  /** What the query tries out. */
  readonly group: string;
  readonly search: string;
  readonly searchType?: string;
  /** Worth of a product to whoever searches, 1 to 3; the others are worth nothing. */
  readonly grades: ReadonlyMap<string, number>;
}

/** Results that people look at. */
export const looked = 10;

const discounted = (grades: readonly number[]): number =>
  grades.slice(0, looked).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);

/**
 * Normalized discounted cumulative gain of the first ten results: 1 where none could be better, 0 where nothing of worth is
 * among them.
 */
export function gainOf({ grades }: JudgedQuery, found: readonly string[]): number {
  const best = discounted([...grades.values()].sort((a, b) => b - a));
  if (best === 0) throw new Error("A query needs something worth finding");
  return discounted(found.map((id) => grades.get(id) ?? 0)) / best;
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
