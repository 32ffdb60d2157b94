import { type Column, readTables } from "../schema/tables.ts";
import { schemaNotice } from "./header.ts";

/**
 * TypeScript types of all rows, as the pool's parsers return them and as its parameters may be given: numeric as decimal
 * text, bigint as number, points in time as text, `json` and `jsonb` as `Json`.
 */
export function renderTables(): string {
  const tables = readTables();
  return `${[
    `// ${schemaNotice}`,
    'import type { ColumnType, GeneratedAlways } from "kysely";\nimport type { Json } from "../json.ts";',
    preamble,
    ...tables.map(({ name, columns }) => `interface ${typeName(name)} {\n${columns.map(property).join("\n")}\n}`),
    `/** Every table of the schema by its name. */\nexport interface Tables {\n${tables.map(({ name }) => `  ${key(name)}: ${typeName(name)};`).join("\n")}\n}`,
  ].join("\n\n")}\n`;
}

const preamble = `/** A decimal number as text: exact, unlike a binary number. */
type Numeric = ColumnType<string, string | number, string | number>;
/** UTC, ISO 8601. */
type Timestamp = ColumnType<string, string | Date, string | Date>;
type Jsonb = ColumnType<Json, Json | string, Json | string>;
/** The database gives the value where a statement gives none. */
type Defaulted<Value> = Value extends ColumnType<infer Select, infer Insert, infer Update>
  ? ColumnType<Select, Insert | undefined, Update>
  : ColumnType<Value, Value | undefined, Value>;`;

const types: Readonly<Record<string, string>> = {
  text: "string",
  integer: "number",
  bigint: "number",
  boolean: "boolean",
  numeric: "Numeric",
  "timestamp with time zone": "Timestamp",
  json: "Jsonb",
  jsonb: "Jsonb",
  tsvector: "string",
  "text[]": "string[]",
  "integer[]": "number[]",
  "bigint[]": "number[]",
};

function property({ name, type, nullable, given }: Column): string {
  const written = types[type];
  if (written === undefined) throw new Error(`schema.sql: no TypeScript type for ${type} of ${name}`);
  const value = nullable ? `${written} | null` : written;
  if (given === undefined) return `  ${key(name)}: ${value};`;
  return `  ${key(name)}: ${given === "always" ? "GeneratedAlways" : "Defaulted"}<${value}>;`;
}

const key = (name: string): string => (/^\w+$/.test(name) ? name : JSON.stringify(name));

const typeName = (table: string): string =>
  table.replace(/(?:^|[_.])(\w)/g, (_, letter: string) => letter.toUpperCase());
