import { readFileSync } from "node:fs";

/** A column as the dump of the schema writes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** `always`: the database alone gives the value; `default`: it does where the statement gives none. */
  readonly given?: "always" | "default";
}

export interface SchemaTable {
  /** With its schema, such as `outbox.delivery`, unless that is `public`. */
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The tables of server/migrations/schema.sql, in the order of the dump. */
export function readTables(): SchemaTable[] {
  const schema = readFileSync(new URL("../../server/migrations/schema.sql", import.meta.url), "utf8");
  return [...schema.matchAll(/^create table (\S+) \(\n([\s\S]*?)\n\);$/gm)].map(([, name = "", body = ""]) => ({
    name,
    columns: body
      .split("\n")
      .filter((line) => !line.startsWith("  constraint "))
      .map(readColumn),
  }));
}

function readColumn(line: string): Column {
  const found = /^ {2}(\S+) (.*?)( not null)?( generated .*| default .*)?,?$/.exec(line);
  if (found === null) throw new Error(`schema.sql: not a column: ${line}`);
  const [, name = "", type = "", notNull, given] = found;
  return {
    name: name.replaceAll('"', ""),
    type,
    nullable: notNull === undefined,
    ...(given !== undefined && { given: given.startsWith(" generated always") ? "always" : "default" }),
  };
}
