import type { ListQuery } from "../../platform/lists/list-query.ts";
import { sortKeys } from "./hits.ts";

/** Found products that the database sorts by what no index knows; of more it looks for them by itself. */
const mostSorted = 1_000;

/**
 * What to ask an index for a list: where it does not know the order, for all that is found, if that is so few that the database
 * sorts them in no time.
 */
export const indexedQuery = (query: ListQuery): ListQuery =>
  sortKeys(query) === undefined ? { ...query, sort: [], sorted: false, page: 1, pageSize: mostSorted } : query;

/** What an index says of the products on a page: their IDs, or those of all that is found where it does not know the order. */
export function indexedIds(
  query: ListQuery,
  { ids, total }: { readonly ids?: readonly string[]; readonly total: number },
): { readonly ids?: readonly string[]; readonly among?: readonly string[] } {
  if (sortKeys(query) !== undefined) return ids === undefined ? {} : { ids };
  return ids === undefined || total > mostSorted ? {} : { among: ids };
}
