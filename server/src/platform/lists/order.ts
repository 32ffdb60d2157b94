import { sql } from "../db/sql.ts";
import { apiError } from "../errors/api-error.ts";
import type { Columns, JsonColumn, Sql } from "./columns.ts";
import { jsonFirst } from "./json-path.ts";
import type { ListQuery } from "./list-query.ts";
import { folded, jsonNumber, jsonRank, leafOperand } from "./operand.ts";
import type { FieldPath, ListShape, Sort, ValueType } from "./shape.ts";

/**
 * The terms of the `order by` clause: relevance when the client named no sort, then the sort, then the ID.
 *
 * Text is ordered as filters compare it (`sortBy=ID` and `ID=>x` agree). What is missing comes first, or last when
 * descending.
 *
 * @param missingLast has what is missing come last in either direction.
 * @param ranks from `searchSql`, the best first.
 * @param last further terms for lists whose rows may share an ID.
 * @param along has rows that are alike follow each other in the direction of the sort's last term, so that one index serves
 *   both directions. Default: by ascending ID.
 */
export function orderSql(
  query: ListQuery,
  shape: ListShape,
  columns: Columns,
  {
    ranks = [],
    last = [],
    along = false,
    missingLast = false,
  }: {
    readonly ranks?: readonly Sql[];
    readonly last?: readonly Sql[];
    readonly along?: boolean;
    readonly missingLast?: boolean;
  } = {},
): Sql {
  const terms = query.sorted ? [] : ranks.map((rank) => sql`${rank} desc`);
  for (const sort of query.sort) terms.push(...sortTerms(sort, columns, shape, missingLast));
  const { tieBreaker } = shape;
  if (tieBreaker && !query.sort.some(({ path }) => path.name === tieBreaker.name)) {
    const descending = along && (query.sort.at(-1)?.descending ?? false);
    terms.push(...sortTerms({ path: tieBreaker, descending }, columns, shape, missingLast));
  }
  terms.push(...last);
  return terms.length === 0 ? sql`null::int` : sql.join(terms);
}

function sortTerms(
  { path, descending }: Sort,
  columns: Columns,
  shape: ListShape,
  missingLast: boolean,
): readonly Sql[] {
  const column = columns.of(path);
  const directed = (key: Sql, nullable: boolean): Sql => {
    if (descending) return nullable ? sql`${key} desc nulls last` : sql`${key} desc`;
    return nullable && !missingLast ? sql`${key} asc nulls first` : key;
  };
  switch (column.kind) {
    case "scalar":
      return [
        directed(
          path.type === "text" ? (column.folded ?? folded(column.sql)) : ordinal(column.sql, path),
          column.nullable,
        ),
      ];
    case "json":
      return jsonKeys(column, path.type).map((key) => directed(key, true));
    case "related":
      throw apiError("List.InvalidSortProperty", { ModelType: shape.model, PropertyName: path.name });
  }
}

/** Enumerations are ordered as declared, which is also how filters compare them. */
function ordinal(value: Sql, path: FieldPath): Sql {
  return path.type === "enum" && path.values ? sql`array_position(${path.values}::text[], ${value}::text)` : value;
}

function jsonKeys(column: JsonColumn, type: ValueType): readonly Sql[] {
  const leaf = leafOperand(type);
  switch (type) {
    case "integer":
    case "decimal":
      return [jsonFirst(column, leaf.number)];
    case "date":
      return [jsonFirst(column, leaf.date)];
    case "any":
      return [jsonFirst(column, jsonRank), jsonFirst(column, jsonNumber), folded(jsonFirst(column, leaf.text))];
    default:
      return [folded(jsonFirst(column, leaf.text))];
  }
}
