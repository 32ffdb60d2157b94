import { type RawBuilder, sql } from "kysely";
import type { Columns, Sql } from "./columns.ts";
import type { Search } from "./list-query.ts";
import { substringSql } from "./substring-search.ts";
import type { SearchDocument } from "./word-search.ts";
import { wordsSql } from "./word-search.ts";

/** A search in SQL. */
export interface SearchSql {
  /** `true` when nothing is searched. */
  readonly where: RawBuilder<boolean>;
  /** Relevance, the most decisive first, each the higher the better; for `orderSql`. */
  readonly ranks: readonly Sql[];
}

/**
 * What a search matches and how matches rank. Lists decide by `search.by`; an operation may override it (unsubmitted
 * orders are searched by substring on a premium list).
 *
 * @param document the indexed words of the row, where it has such a column.
 */
export function searchSql(search: Search | undefined, columns: Columns, document?: SearchDocument): SearchSql {
  if (search === undefined) return { where: sql`true`, ranks: [] };
  return search.by === "substring"
    ? { where: substringSql(search, columns), ranks: [] }
    : wordsSql(search, columns, document);
}
