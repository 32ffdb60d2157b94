import { sql } from "../db/sql.ts";
import type { Columns } from "./columns.ts";
import type { Search } from "./list-query.ts";
import { substringSql } from "./substring-search.ts";
import { type SearchDocument, type SearchSql, wordsSql } from "./word-search.ts";

/**
 * Matches of a search, and their rank. Lists decide by `search.by`; an operation may override it (unsubmitted
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
