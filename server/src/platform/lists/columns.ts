import { columnName, type RawBuilder, sql } from "../db/sql.ts";
import type { FieldPath } from "./shape.ts";

/** A fragment of SQL; every value of a client in it is a bound parameter. */
export type Sql = RawBuilder<unknown>;

/** A property that is one SQL value per row. */
export interface ScalarColumn {
  readonly kind: "scalar";
  readonly sql: Sql;
  /** False allows orders without a place for nulls, which plain indexes serve. */
  readonly nullable: boolean;
  /** The same in lower case as an index has it: for IDs, whose letters fold in no other way. */
  readonly folded?: Sql;
}

/** A property within a `json` or `jsonb` value, any number of times: arrays on the way are looked into. */
export interface JsonColumn {
  readonly kind: "json";
  readonly sql: Sql;
  readonly keys: readonly string[];
  /**
   * A stored `jsonb` with the same content but its texts in lower case (`folded_json`), by a `jsonb_path_ops` index. Answers
   * equality regardless of case.
   */
  readonly folded?: Sql;
}

/** A property of rows in another table: the line items of an order. */
export interface RelatedColumn {
  readonly kind: "related";
  readonly relation: Relation;
  readonly column: Column;
}

/** Rows that belong to a row of the list. */
export interface Relation {
  /** `exists (select from … where <belongs> and <condition>)`. */
  readonly exists: (condition: RawBuilder<boolean>) => RawBuilder<boolean>;
  /** Columns of the related table, by the part of the path that follows. */
  readonly columns: Columns;
  /** Positive filters on several of its properties must hold for the same row. */
  readonly together?: boolean;
}

export type Column = ScalarColumn | JsonColumn | RelatedColumn;

/** Places of a list's properties in SQL. */
export interface Columns {
  /** @param from how many leading segments of the path lead to the table these columns belong to. */
  of(path: FieldPath, from?: number): Column;
}

/**
 * Place of a property (or all properties beneath it) as a resource may give it: an expression; a `json` or `jsonb` value with the
 * property's own keys beneath it; rows of another table; columns of a joined table.
 */
export type ColumnOverride =
  | Sql
  | { readonly scalar: Sql; readonly nullable?: boolean; readonly folded?: Sql }
  | { readonly json: Sql; readonly folded?: Sql }
  | { readonly relation: Relation }
  | { readonly joined: Columns };

/** Place of an ID that every row has, as indexes have it in any case. */
export const idAt = (column: Sql) => ({ scalar: column, nullable: false, folded: sql`lower(${column})` });

/**
 * Maps properties to columns: by default the snake_case column of table alias `alias` that is named after the property;
 * embedded models, lists and extended properties as JSON in such a column; IDs as their unique indexes have them.
 *
 * @param overrides by declared name (`Inventory.QuantityAvailable`, `LineItems`, `xp`); the longest that leads to a property
 *   decides.
 */
export function columnsOf(overrides: Readonly<Record<string, ColumnOverride>> = {}, alias = "t"): Columns {
  const entries = new Map(Object.entries(overrides));
  return {
    of(path, from = 0) {
      const segments = path.segments.slice(from);
      for (let length = segments.length; length > 0 && entries.size > 0; length--) {
        const override = entries.get(segments.slice(0, length).join("."));
        if (override !== undefined) return overridden(override, path, from + length);
      }
      // Nothing is left of the path where it names the rows themselves: `LineItems=*`.
      if (segments.length === 0) return { kind: "scalar", sql: sql`true`, nullable: false };
      const [first = ""] = segments;
      const column = sql.ref(`${alias}.${columnName(first)}`);
      if (first === "ID" && segments.length === 1) return overridden(idAt(column), path, from + 1);
      return segments.length > 1 || path.tree
        ? { kind: "json", sql: column, keys: segments.slice(1) }
        : { kind: "scalar", sql: column, nullable: path.nullable };
    },
  };
}

function overridden(override: ColumnOverride, path: FieldPath, depth: number): Column {
  if ("joined" in override) return override.joined.of(path, depth);
  if ("relation" in override) {
    return { kind: "related", relation: override.relation, column: override.relation.columns.of(path, depth) };
  }
  if ("json" in override) {
    const { json, folded } = override;
    return { kind: "json", sql: json, keys: path.segments.slice(depth), ...(folded && { folded }) };
  }
  if ("scalar" in override) {
    const { scalar, nullable = true, folded } = override;
    return { kind: "scalar", sql: scalar, nullable, ...(folded && { folded }) };
  }
  return { kind: "scalar", sql: override, nullable: true };
}
