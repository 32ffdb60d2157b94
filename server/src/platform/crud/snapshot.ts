import type { ModelName, Models } from "@orderwell/contract";
import { models } from "@orderwell/contract";
import { columnName, type RawBuilder, sql } from "../db/sql.ts";

const namesOf = (model: ModelName): readonly string[] => Object.keys(models[model].fields);

/** The copy that an order keeps of something else: what the model declares of it. */
export function snapshot<Name extends ModelName>(
  model: Name,
  source: { readonly [Property in keyof Models[Name]]?: Models[Name][Property] | null },
): Models[Name] {
  const values = source as Readonly<Record<string, unknown>>;
  return Object.fromEntries(namesOf(model).map((name) => [name, values[name] ?? null])) as unknown as Models[Name];
}

/** The same, made by the database of the row behind an alias. */
export const snapshotSql = (model: ModelName, alias: string): RawBuilder<unknown> =>
  sql`json_build_object(${sql.join(
    namesOf(model).flatMap((name) => [sql.lit(name), sql.ref(`${alias}.${columnName(name)}`)]),
  )})`;
