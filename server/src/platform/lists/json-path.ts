import { type RawBuilder, sql } from "../db/sql.ts";
import type { JsonColumn } from "./columns.ts";

/**
 * Arrays are looked into, up to three deep between keys and four deep at the end, the same in `@?` (whose filter looks two
 * deep by itself) and in `jsonb_path_query`.
 */
const anyElement = "[*][*]";

/** `jsonpath` text that leads to every value under the keys. Keys are quoted; the text is always a bound parameter. */
export function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `.${JSON.stringify(key)}${anyElement}`).join("")}${keys.length === 0 ? anyElement : ""}`;
}

/** Tells whether any value under the keys makes the predicate (`@ == 5`) true. Can use a `jsonb_path_ops` index. */
export function jsonHas(column: JsonColumn, predicate: string): RawBuilder<boolean> {
  // What has no letters is the same in the folded copy, which is not parsed again for each row.
  return sql`${column.folded ?? sql`${column.sql}::jsonb`} @? ${`${jsonPath(column.keys)} ? (${predicate})`}::jsonpath`;
}

/** As `jsonHas` on the folded copy; texts of the predicate are folded along. */
export function foldedHas(column: JsonColumn, predicate: string): RawBuilder<boolean> | undefined {
  if (column.folded === undefined) return undefined;
  return sql`${column.folded} @? (${`${jsonPath(column.keys)} ? (`}::text || folded_text(${predicate}::text) || ')')::jsonpath`;
}

/** Tells whether any value under the keys satisfies a condition on `v.leaf`. */
export function jsonAny(column: JsonColumn, condition: RawBuilder<boolean>): RawBuilder<boolean> {
  const path = jsonPath(column.keys) + anyElement;
  const satisfies = sql<boolean>`exists (select from jsonb_path_query(${column.sql}::jsonb, ${path}::jsonpath) as v(leaf) where ${condition})`;
  // Rows that have nothing there, which are most for most paths, are told by a copy that is not parsed, without a subquery.
  return column.folded === undefined ? satisfies : sql`(${column.folded} @? ${path}::jsonpath and ${satisfies})`;
}

/** A reading of `v.leaf` for the first value under the keys that is not null. */
export function jsonFirst(column: JsonColumn, reading: RawBuilder<unknown>): RawBuilder<unknown> {
  const path = `${jsonPath(column.keys)} ? (@ != null)`;
  return sql`(select ${reading} from jsonb_path_query_first(${column.sql}::jsonb, ${path}::jsonpath) as v(leaf))`;
}

/** The text of all values under the keys; with `below`, of all values at any depth beneath as well. */
export function jsonText(column: JsonColumn, below: boolean): RawBuilder<unknown> {
  const path = jsonPath(column.keys) + (below ? ".**" : anyElement);
  return sql`(select string_agg(v.leaf #>> '{}', ' ') from jsonb_path_query(${column.sql}::jsonb, ${path}::jsonpath) as v(leaf)
    where jsonb_typeof(v.leaf) in ('string', 'number', 'boolean'))`;
}
