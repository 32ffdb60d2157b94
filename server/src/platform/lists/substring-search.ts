import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns, Sql } from "./columns.ts";
import { jsonAny } from "./json-path.ts";
import type { Search } from "./list-query.ts";
import { folded, leafOperand, scalarOperand } from "./operand.ts";
import type { FieldPath } from "./shape.ts";
import { likePattern } from "./where.ts";

/** The phrase anywhere in any of the fields, whatever the letter case: "eats" finds "beats", "cafe" finds "Café". */
export function substringSql(search: Search, columns: Columns): RawBuilder<boolean> {
  const pattern = likePattern(["", search.phrase, ""]);
  return sql`(${sql.join(
    search.on.map(({ path }) => contains(columns.of(path), path, pattern)),
    sql` or `,
  )})`;
}

/** As it is written, or else without its accents. */
const within = (text: Sql, pattern: string): RawBuilder<boolean> =>
  sql`(${folded(text)} like folded_text(${pattern}::text) or plain_letters(${folded(text)}) like folded_text(${pattern}::text))`;

function contains(column: Column, path: FieldPath, pattern: string): RawBuilder<boolean> {
  switch (column.kind) {
    case "scalar":
      return within(scalarOperand(column, path.type).text, pattern);
    case "json":
      return jsonAny(column, within(leafOperand(path.type).text, pattern));
    case "related":
      return column.relation.exists(contains(column.column, path, pattern));
  }
}
