import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { Read } from "./columns.ts";
import { type ValueFilter, valueFilter } from "./filter-test.ts";
import { type SortKey, sortKeys } from "./hits.ts";
import { type WordSearch, wordSearch } from "./searched-words.ts";

/** A question that the index can answer. */
export interface IndexQuestion {
  readonly query: ListQuery;
  readonly search: WordSearch | undefined;
  readonly filters: readonly ValueFilter[];
  /** What the client orders by, none for the usual order; undefined where the index does not know it. */
  readonly sort: readonly SortKey[] | undefined;
}

/** What a list asks for, if the index can answer it; else undefined. */
export function indexQuestion(query: ListQuery): IndexQuestion | undefined {
  const search = query.search && wordSearch(query.search);
  const filters = query.filters.map(valueFilter);
  if (query.search !== undefined && search === undefined) return undefined;
  if (filters.length > mostFilters) return undefined;
  return filters.every((filter) => filter !== undefined)
    ? { query, search, filters, sort: sortKeys(query) }
    : undefined;
}

/** Filters of a question: each has a bit. */
const mostFilters = 30;

/** Paths that filters compare. */
export const comparedPaths = (filters: readonly ValueFilter[]): readonly Read[] =>
  filters.map(({ keys }) => ({ reading: "compared", keys }));

/** Paths that are ordered by. */
export const orderedPaths = (sort: readonly SortKey[] | undefined): readonly Read[] =>
  (sort ?? []).flatMap((key) => ("read" in key ? [key.read] : []));
