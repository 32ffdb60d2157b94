import { limits } from "@orderwell/contract";
import { type ApiError, combined } from "../errors/api-error.ts";
import { type Condition, parseConditions } from "./condition.ts";
import { conditionsExceed, exceeds, isTooDeep } from "./excess.ts";
import {
  beyondWindow,
  invalidPageSize,
  notSearchable,
  notSortable,
  unknownProperty,
  untypable,
} from "./list-errors.ts";
import type { Alternative, Filter, ListQuery, Search, SearchField, SearchType } from "./list-query.ts";
import { defaultPageSize, lastPage, readPageKey } from "./page.ts";
import type { QueryPair } from "./pairs.ts";
import type { FieldPath, ListShape, Sort } from "./shape.ts";
import { isMisfit, type Misfit, type TypedCondition, typed } from "./typed-condition.ts";
import { wordsOf } from "./words.ts";

const searchTypes: readonly SearchType[] = [
  "AnyTerm",
  "AllTermsAnyField",
  "AllTermsSameField",
  "ExactPhrase",
  "ExactPhrasePrefix",
];

/** Parameters of every list, by lower-cased name. `depth` is sent to every list by bulk clients and means nothing here. */
interface Reserved {
  page?: string;
  pagesize?: string;
  pagekey?: string;
  search?: string;
  searchtype?: string;
  depth?: string;
  searchon?: string[];
  sortby?: string[];
}

/**
 * Reads the parameters of a list request.
 *
 * @param pairs the query string, from `parsePairs`.
 * @param named lower-cased names of the operation's own arguments, which are no filters.
 * @throws ApiError with every mistake: `List.InvalidPageSize`, `List.InvalidProperty`, `List.InvalidSearchProperty`,
 *   `List.InvalidSortProperty`, `List.InvalidType`; `Search.InvalidQuery` beyond one of the `limits`;
 *   `Search.ResultSetTooLarge` beyond the window of a premium list.
 */
export function parseList(pairs: readonly QueryPair[], shape: ListShape, named: ReadonlySet<string>): ListQuery {
  if (pairs.length === 0) return plainQuery(shape);
  const mistakes: ApiError[] = [];
  const characters = pairs.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  if (exceeds(null, limits.queryCharacters, characters, mistakes)) throw combined(mistakes);
  const reserved: Reserved = {};
  const whole = shape.kind === "full" || shape.kind === "premium";
  const filtering: QueryPair[] = [];
  for (const pair of pairs) {
    const lower = pair.name.toLowerCase();
    if (named.has(lower) || takeReserved(reserved, lower, pair.value)) continue;
    if (whole && pair.value !== "") filtering.push(pair);
  }
  const filters = parseFilters(filtering, shape, mistakes);
  const paging = parsePaging(reserved, shape, mistakes);
  const sort = whole ? parseSort(reserved.sortby ?? [], shape, mistakes) : [];
  const search = whole ? parseSearch(reserved, shape, mistakes) : undefined;
  if (mistakes.length > 0) throw combined(mistakes);
  return {
    ...paging,
    ...(search && { search }),
    sort: sort.length > 0 ? sort : shape.sort,
    sorted: sort.length > 0,
    filters,
  };
}

const plain = new WeakMap<ListShape, ListQuery>();

function plainQuery(shape: ListShape): ListQuery {
  let query = plain.get(shape);
  if (query === undefined) {
    query = { page: 1, pageSize: defaultPageSize, sort: shape.sort, sorted: false, filters: [] };
    plain.set(shape, query);
  }
  return query;
}

/** Of a repeated parameter the first counts, except that comma lists add up. */
function takeReserved(reserved: Reserved, name: string, value: string): boolean {
  switch (name) {
    case "page":
    case "pagesize":
    case "pagekey":
    case "search":
    case "searchtype":
    case "depth":
      reserved[name] ??= value;
      return true;
    case "searchon":
    case "sortby":
      reserved[name] ??= [];
      for (const entry of value.split(",")) if (entry.trim() !== "") reserved[name].push(entry.trim());
      return true;
    default:
      return false;
  }
}

function parsePaging(reserved: Reserved, shape: ListShape, mistakes: ApiError[]): { page: number; pageSize: number } {
  if (reserved.pagekey) {
    const paging = readPageKey(reserved.pagekey);
    if (paging === undefined) mistakes.push(untypable(shape.model, "pageKey", reserved.pagekey, "a NextPageKey"));
    else return paging;
  }
  const page = wholeNumber(reserved.page, 1, lastPage);
  const pageSize = wholeNumber(reserved.pagesize, defaultPageSize, limits.pageSize.most);
  if (page === undefined) mistakes.push(untypable(shape.model, "page", reserved.page ?? "", "a whole number from 1"));
  if (pageSize === undefined) mistakes.push(invalidPageSize(reserved.pagesize ?? ""));
  const paging = { page: page ?? 1, pageSize: pageSize ?? defaultPageSize };
  if (shape.premium && paging.page * paging.pageSize > limits.searchWindow.most)
    mistakes.push(beyondWindow(limits.searchWindow));
  return paging;
}

function wholeNumber(text: string | undefined, absent: number, highest: number): number | undefined {
  if (text === undefined || text.trim() === "") return absent;
  const value = /^\s*\+?\d{1,12}\s*$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= highest ? value : undefined;
}

function parseSort(entries: readonly string[], shape: ListShape, mistakes: ApiError[]): readonly Sort[] {
  const sort = new Map<string, Sort>();
  if (exceeds("sortBy", limits.sortKeys, entries.length, mistakes)) return [];
  for (const entry of entries) {
    const name = entry.replace(/^!+/, "");
    if (name === "" || isTooDeep(name, mistakes)) continue;
    const path = shape.resolve(name);
    if (path === undefined) mistakes.push(unknownProperty(shape.model, name));
    else if (!shape.sortable(path)) mistakes.push(notSortable(shape.model, path.name));
    else if (!sort.has(path.name)) sort.set(path.name, { path, descending: entry.startsWith("!") });
  }
  return [...sort.values()];
}

function parseSearch(reserved: Reserved, shape: ListShape, mistakes: ApiError[]): Search | undefined {
  const on = parseSearchOn(reserved.searchon ?? [], shape, mistakes);
  const type = parseSearchType(reserved.searchtype, shape, mistakes);
  const phrase = (reserved.search ?? "").replaceAll("\0", "").trim();
  const fields = on.length > 0 ? on : shape.search.map((path) => ({ path, below: false }));
  if (phrase === "" || fields.length === 0) return undefined;
  if (shape.premium && exceeds("search", limits.searchWords, wordsOf(phrase).length, mistakes)) return undefined;
  return { phrase, on: fields, type, by: shape.premium ? "words" : "substring" };
}

function parseSearchOn(names: readonly string[], shape: ListShape, mistakes: ApiError[]): readonly SearchField[] {
  const on = new Map<string, SearchField>();
  if (exceeds("searchOn", limits.searchFields, names.length, mistakes)) return [];
  for (const name of names) {
    if (isTooDeep(name, mistakes)) continue;
    const starred = name.endsWith(".*");
    const path = shape.resolve(starred ? name.slice(0, -2) : name);
    if (path === undefined || !shape.searchable(path) || (starred && !path.free)) {
      mistakes.push(notSearchable(shape.model, path?.name ?? name));
      continue;
    }
    // A lone `xp` means all of it: there is nothing else to search in it.
    const below = starred || path.type === "object";
    const key = below ? `${path.name}.*` : path.name;
    if (!on.has(key)) on.set(key, { path, below });
  }
  return [...on.values()];
}

function parseSearchType(text: string | undefined, shape: ListShape, mistakes: ApiError[]): SearchType {
  if (!text || !shape.premium) return "AnyTerm";
  const wanted = text.trim().toLowerCase();
  const type = /^\d$/.test(wanted)
    ? searchTypes[Number(wanted)]
    : searchTypes.find((candidate) => candidate.toLowerCase() === wanted);
  if (type === undefined) {
    mistakes.push(untypable(shape.model, "searchType", text, `one of ${searchTypes.join(", ")}`));
  }
  return type ?? "AnyTerm";
}

function parseFilters(pairs: readonly QueryPair[], shape: ListShape, mistakes: ApiError[]): readonly Filter[] {
  if (exceeds(null, limits.filters, pairs.length, mistakes)) return [];
  const filters: Filter[] = [];
  let comparisons = 0;
  let patterns = 0;
  for (const { name, value } of pairs) {
    const fields = shape.premium ? name.split("|") : [name];
    const conditions = parseConditions(value);
    comparisons += fields.length * conditions.length;
    patterns += fields.length * conditions.filter(({ kind }) => kind === "like").length;
    if (exceeds(name, limits.filterFields, fields.length, mistakes)) continue;
    if (conditionsExceed(name, conditions, mistakes) || fields.some((field) => isTooDeep(field, mistakes))) continue;
    const paths = resolveAll(fields, shape, mistakes);
    const filter =
      comparisons > limits.comparisons.most || patterns > limits.patterns.most
        ? undefined
        : filterOf(paths, conditions, shape, mistakes);
    if (filter !== undefined) filters.push(filter);
  }
  exceeds(null, limits.comparisons, comparisons, mistakes);
  exceeds(null, limits.patterns, patterns, mistakes);
  return filters;
}

function filterOf(
  paths: readonly FieldPath[],
  conditions: readonly Condition[],
  shape: ListShape,
  mistakes: ApiError[],
): Filter | undefined {
  if (paths.length === 0 || conditions.length === 0) return undefined;
  const alternatives: Alternative[] = [];
  const misfits: ApiError[] = [];
  for (const path of paths) {
    const fitted: TypedCondition[] = [];
    let misfit: Misfit | undefined;
    for (const condition of conditions) {
      const result = typed(condition, path);
      if (isMisfit(result)) misfit ??= result;
      else fitted.push(result);
    }
    if (misfit === undefined) alternatives.push({ path, conditions: fitted });
    else misfits.push(untypable(shape.model, path.name, misfit.value, misfit.expected));
  }
  // Of several properties those that cannot hold the value just do not match it.
  if (alternatives.length === 0) mistakes.push(...misfits);
  return alternatives.length === 0 ? undefined : { alternatives };
}

function resolveAll(fields: readonly string[], shape: ListShape, mistakes: ApiError[]): readonly FieldPath[] {
  const paths: FieldPath[] = [];
  for (const field of fields) {
    const path = shape.resolve(field);
    if (path === undefined) mistakes.push(unknownProperty(shape.model, field));
    else paths.push(path);
  }
  return paths;
}
