/** Facts that a product's visibility depends on; products that agree in them share a visibility class. */
export interface ClassContent {
  readonly active: boolean;
  readonly owner: string;
  /** It has a parent. */
  readonly child: boolean;
  /** IDs of the catalogs it is in. */
  readonly catalogs: readonly string[];
  /** `[catalog, category]` of the categories it is in. */
  readonly categories: readonly (readonly [catalog: string, category: string])[];
  /** `[buyer, group key]` of its party assignments; group key 0 for the buyer as a whole. */
  readonly parties: readonly (readonly [buyer: string, group: number])[];
  /** Classes of what a bundle consists of; absent for anything else. */
  readonly components?: readonly number[];
}
