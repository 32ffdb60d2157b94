import type { ListQuery } from "./list-query.ts";

/** Conditions on extended properties that a list of a marketplace's usual size bears lightly. */
const lightFilters = 3;
/** Properties that a list is sorted by in passing. */
const lightSorts = 3;

/**
 * Tells whether a list asks for what no index gives: an order by extended properties, many conditions on them, or words in
 * whatever an object holds, of which each row's are made anew. Such lists come behind other requests when connections are
 * short (docs/behaviour/conventions.md §7.3).
 */
export function isHeavy({ sort, filters, search }: ListQuery): boolean {
  if (search?.on.some(({ below }) => below)) return true;
  if (sort.length > lightSorts || sort.some(({ path }) => path.free)) return true;
  const free = filters.flatMap(({ alternatives }) => alternatives).filter(({ path }) => path.free);
  return free.length > lightFilters;
}
