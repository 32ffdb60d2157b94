import { type ApiError, combined } from "../errors/api-error.ts";
import { parseConditions } from "./condition.ts";
import {
  beyondWindow,
  invalidPageSize,
  notSearchable,
  notSortable,
  tooManyFilters,
  unknownProperty,
  untypable,
} from "./list-errors.ts";
import type { Alternative, Filter, ListQuery, Search, SearchField, SearchType } from "./list-query.ts";
import { defaultPageSize, largestPageSize, lastPage, readPageKey, searchWindow } from "./page.ts";
import type { QueryPair } from "./pairs.ts";
import type { FieldPath, ListShape, Sort } from "./shape.ts";
import { isMisfit, type Misfit, type TypedCondition, typed } from "./typed-condition.ts";

const searchTypes: readonly SearchType[] = [
  "AnyTerm",
  "AllTermsAnyField",
  "AllTermsSameField",
  "ExactPhrase",
  "ExactPhrasePrefix",
];

/** Filters of one request: far more than any client sends, and few enough for the database to plan and carry out at once. */
const mostFilters = 100;

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
 *   `List.InvalidSortProperty`, `List.InvalidType`; `Search.InvalidQuery` for more than 100 filters; `Search.ResultSetTooLarge` beyond the window of a premium list.
 */
export function parseList(pairs: readonly QueryPair[], shape: ListShape, named: ReadonlySet<string>): ListQuery {
  if (pairs.length === 0) return plainQuery(shape);
  const reserved: Reserved = {};
  const mistakes: ApiError[] = [];
  const filters: Filter[] = [];
  const whole = shape.kind === "full" || shape.kind === "premium";
  for (const { name, value } of pairs) {
    const lower = name.toLowerCase();
    if (named.has(lower) || takeReserved(reserved, lower, value)) continue;
    const filter = whole && value !== "" ? parseFilter(name, value, shape, mistakes) : undefined;
    if (filter !== undefined) filters.push(filter);
  }
  if (filters.length > mostFilters) mistakes.push(tooManyFilters(filters.length, mostFilters));
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
      reserved[name] = [...(reserved[name] ?? []), ...value.split(",").map((entry) => entry.trim())];
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
  const pageSize = wholeNumber(reserved.pagesize, defaultPageSize, largestPageSize);
  if (page === undefined) mistakes.push(untypable(shape.model, "page", reserved.page ?? "", "a whole number from 1"));
  if (pageSize === undefined) mistakes.push(invalidPageSize(reserved.pagesize ?? ""));
  const paging = { page: page ?? 1, pageSize: pageSize ?? defaultPageSize };
  if (shape.premium && paging.page * paging.pageSize > searchWindow) mistakes.push(beyondWindow(searchWindow));
  return paging;
}

function wholeNumber(text: string | undefined, absent: number, highest: number): number | undefined {
  if (text === undefined || text.trim() === "") return absent;
  const value = /^\s*\+?\d{1,12}\s*$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= highest ? value : undefined;
}

function parseSort(entries: readonly string[], shape: ListShape, mistakes: ApiError[]): readonly Sort[] {
  const sort = new Map<string, Sort>();
  for (const entry of entries) {
    const name = entry.replace(/^!+/, "");
    if (name === "") continue;
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
  return { phrase, on: fields, type, by: shape.premium ? "words" : "substring" };
}

function parseSearchOn(names: readonly string[], shape: ListShape, mistakes: ApiError[]): readonly SearchField[] {
  const on = new Map<string, SearchField>();
  for (const name of names) {
    if (name === "") continue;
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

function parseFilter(name: string, value: string, shape: ListShape, mistakes: ApiError[]): Filter | undefined {
  const paths = resolveAll(name, shape, mistakes);
  const conditions = parseConditions(value);
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

function resolveAll(name: string, shape: ListShape, mistakes: ApiError[]): readonly FieldPath[] {
  const paths: FieldPath[] = [];
  for (const part of shape.premium ? name.split("|") : [name]) {
    const path = shape.resolve(part);
    if (path === undefined) mistakes.push(unknownProperty(shape.model, part));
    else paths.push(path);
  }
  return paths;
}
