import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns } from "./columns.ts";
import { jsonAny } from "./json-path.ts";
import type { Search } from "./list-query.ts";
import { folded, leafOperand, scalarOperand } from "./operand.ts";
import type { FieldPath } from "./shape.ts";
import { likePattern } from "./where.ts";

/** The phrase anywhere in any of the fields, whatever the letter case: "eats" finds "beats". */
export function substringSql(search: Search, columns: Columns): RawBuilder<boolean> {
  const pattern = likePattern(["", search.phrase, ""]);
  return sql`(${sql.join(
    search.on.map(({ path }) => contains(columns.of(path), path, pattern)),
    sql` or `,
  )})`;
}

function contains(column: Column, path: FieldPath, pattern: string): RawBuilder<boolean> {
  switch (column.kind) {
    case "scalar":
      return sql`${folded(scalarOperand(column, path.type).text)} like lower(${pattern}::text)`;
    case "json":
      return jsonAny(column, sql`${folded(leafOperand(path.type).text)} like lower(${pattern}::text)`);
    case "related":
      return column.relation.exists(contains(column.column, path, pattern));
  }
}
