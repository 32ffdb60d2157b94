/** A spec that defines variants, with its options in their order. */
export interface DefiningSpec {
  readonly id: string;
  readonly options: readonly { readonly id: string }[];
}

/** `[spec ID, option ID]` in the order of the specs. */
export type Combination = readonly (readonly [spec: string, option: string])[];

/** Most variants that one product may get (docs/behaviour/catalog.md §4.5). */
export const mostVariants = 1_500;

/** Number of combinations of options, without making them. */
export const combinationCount = (specs: readonly DefiningSpec[]): number =>
  specs.length === 0 ? 0 : specs.reduce((count, { options }) => count * options.length, 1);

/** Every combination of one option per spec, the last spec's options changing fastest; none without a spec. */
export function combinations(specs: readonly DefiningSpec[]): Combination[] {
  if (specs.length === 0) return [];
  let made: Combination[] = [[]];
  for (const spec of specs)
    made = made.flatMap((combination) => spec.options.map((option) => [...combination, [spec.id, option.id] as const]));
  return made;
}

/**
 * Key that two variants of the same options have in common, in whatever order their specs stood when they were made.
 */
export const combinationKey = (combination: Combination): string =>
  JSON.stringify(combination.map(([spec, option]) => [spec, option]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));

/** `{product}-{option}-{option}…`, which clients work out themselves; spaces cannot be part of an ID. */
export const variantId = (productId: string, combination: Combination): string =>
  [productId, ...combination.map(([, option]) => option)].join("-").replaceAll(" ", "-");
