import type { ErrorCode } from "./generated/names.ts";

/** The most of something that one request may ask for or bring. */
export interface Limit {
  readonly most: number;
  /** What is counted, in the plural: "sort keys". */
  readonly what: string;
  /** Place where it is counted, as the reference names it. */
  readonly where: string;
  /** Code of the refusal beyond it. */
  readonly code: ErrorCode;
}

const limit = (most: number, what: string, where: string, code: ErrorCode): Limit => ({ most, what, where, code });

const inBody = (most: number, what: string, where: string): Limit =>
  limit(most, what, where, "Request.InvalidRequestBody");
const inList = (most: number, what: string, where: string): Limit => limit(most, what, where, "Search.InvalidQuery");

/**
 * Limits of every request, far beyond what clients send, so that what a request costs grows no faster than its text
 * (docs/behaviour/conventions.md §10). Whoever checks one reads it here, and so do the reference and OpenAPI.
 */
export const limits = {
  /** Four times what the longest URLs of known clients have. */
  queryCharacters: inList(8_192, "characters", "Query string of a list, decoded"),
  filters: inList(100, "filters", "Query string of a list"),
  filterFields: inList(20, "fields", "One filter (`a|b|c=`)"),
  filterValues: inList(500, "values", "One filter (`=a|b|c`)"),
  /** Of all filters together, each value of each field. */
  comparisons: inList(1_000, "comparisons", "Filters of a list, each field with each of its values"),
  wildcards: inList(10, "wildcards", "One value of a filter"),
  /** No index helps with most of them: each is compared with what every row has. */
  patterns: inList(100, "values with wildcards", "Filters of a list, each field with each of its values"),
  pathKeys: inList(32, "keys", "One path into `xp`, in a filter, `sortBy` or `searchOn`"),
  sortKeys: inList(10, "sort keys", "`sortBy`"),
  searchFields: inList(30, "fields", "`searchOn`"),
  searchWords: inList(50, "words", "`search`"),
  pageSize: limit(100, "items", "`pageSize`", "List.InvalidPageSize"),
  searchWindow: limit(100_000, "items", "All pages of a premium list", "Search.ResultSetTooLarge"),
  bodyBytes: inBody(4 * 1024 * 1024, "bytes", "Body"),
  /** Signing in and forgotten passwords need some hundred bytes; a list of all roles as scope takes three thousand. */
  openBodyBytes: inBody(32 * 1024, "bytes", "Body where no token is needed"),
  bodyDepth: inBody(128, "levels", "Objects and lists within each other in a body"),
  bodyValues: inBody(50_000, "values", "A body, at all depths"),
  bulkLineBytes: inBody(256 * 1024, "bytes", "One line of a bulk import"),
  bulkErrors: inBody(1_000, "rows with errors", "Bulk import; it ends there"),
  bulkStreams: limit(2, "imports and exports", "A marketplace, at the same time", "TooManyRequests"),
  xpCharacters: limit(8_000, "characters", "`xp`, as JSON", "ValidationFailure"),
  xpDepth: limit(100, "levels", "Objects and lists within each other in `xp`", "ValidationFailure"),
  listItems: limit(2_000, "entries", "One list in a body, such as one of IDs", "ValidationFailure"),
  mistakes: limit(
    100,
    "mistakes",
    "Entries of one error; further ones are told once these are mended",
    "ValidationFailure",
  ),
} as const satisfies Readonly<Record<string, Limit>>;
