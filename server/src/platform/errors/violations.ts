import { models } from "@orderwell/contract";
import { modelOf } from "../db/model-tables.ts";
import { type ApiError, apiError, notFound } from "./api-error.ts";

/**
 * Meanings of violated constraints of a table to clients, by the constraint's name. A foreign key that stands here
 * refuses the deletion of what it refers to; that what a new row refers to has gone meanwhile is NotFound by itself.
 */
export type Violations = Readonly<Record<string, () => ApiError>>;

/**
 * Report of the database about a violated constraint. Values are not among it, since row-level security withholds them.
 */
export interface Violation {
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly detail?: string;
  readonly message?: string;
  /** ID that another row of the table has, as the writer told by `withTakenId`. */
  readonly id?: string;
  /** Type of the objects that the writer writes, where it is not the table's. */
  readonly objectType?: string;
}

/** Beginning of the codes of violated constraints. Other failures may name one in their words, or something that is none. */
const violationClass = "23";
const uniqueViolation = "23505";
const foreignKeyViolation = "23503";

/** Joins what tables declare. */
export const violationsOf = (declaring: readonly { readonly violations: Violations }[]): Violations =>
  Object.assign({}, ...declaring.map(({ violations }) => violations));

/** Tells whether a row was to get what another one of its table has and only one may have. */
export const isDuplicate = (error: unknown): boolean => (error as Violation).code === uniqueViolation;

/** Names in quotes, in whatever language the database speaks. */
const quoted = /["»«„“”‹›「『](\w+)["»«„“”‹›」』]/g;

/** Names in quotes of a text. Those of shards, which Citus numbers from 102008 on, are the tables' and constraints' without the number. */
const namesIn = (text: string): string[] => [...text.matchAll(quoted)].map(([, name]) => unnumbered(name as string));

function unnumbered(name: string): string {
  const end = name.lastIndexOf("_");
  return /^\d{6,}$/.test(name.slice(end + 1)) ? name.slice(0, Math.max(end, 0)) : name;
}

/**
 * The constraint that was violated, and its table. What another node of a distributed database reports arrives as words
 * alone, which name both for a foreign key, the table last, and else the constraint.
 */
function placeOf({ table, constraint, message = "" }: Violation): {
  readonly table: string;
  readonly constraint: string;
} {
  if (constraint !== undefined) return { table: unnumbered(table ?? ""), constraint: unnumbered(constraint) };
  const names = namesIn(message);
  const found = names.find((name) => name.endsWith("_fkey")) ?? names.at(-1) ?? "";
  const [, owner = ""] = /^(\w+)_(?:id_key|pkey)$/.exec(found) ?? [];
  return {
    table: names.findLast((name) => name !== found) ?? (modelOf(owner) === undefined ? "" : owner),
    constraint: found,
  };
}

/** The table whose row was to get the ID that another one of it has; undefined for any other failure. */
function tableOfTakenId(violation: Violation): string | undefined {
  if (violation.code !== uniqueViolation) return undefined;
  const { table, constraint } = placeOf(violation);
  return constraint === `${table}_id_key` || constraint === `${table}_pkey` ? table : undefined;
}

/** Tells whether a row was to get the ID that another one of its table has. */
export const isDuplicateId = (violation: Violation): boolean => tableOfTakenId(violation) !== undefined;

/**
 * A failure of a write that gives rows IDs, with the one that is taken, so that IdExists can name it.
 *
 * @param ids by the table whose row is to get it.
 */
export function withTakenId(error: unknown, ids: Readonly<Record<string, string>>): unknown {
  const id = ids[tableOfTakenId(error as Violation) ?? ""];
  return id === undefined ? error : Object.assign(error as Error, { id });
}

/** Carries out a write that gives rows IDs, to objects of a type where it is not the table's. @see withTakenId */
export async function naming<Result>(
  ids: Readonly<Record<string, string>>,
  write: () => Promise<Result>,
  type?: string,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw named(error, ids, type);
  }
}

/** The failure of such a write, for one that is reported elsewhere. @see naming */
export function named(error: unknown, ids: Readonly<Record<string, string>>, type?: string): unknown {
  const withId = withTakenId(error, ids);
  return type === undefined || !isDuplicate(withId) ? withId : Object.assign(withId as Error, { objectType: type });
}

/**
 * The client's error behind a violated constraint: the declared one, or by the kind of constraint one that names the type
 * of the object. `undefined` for other failures, and for constraints that guard against the server's own mistakes.
 */
export function violationError(violation: Violation, declared: Violations): ApiError | undefined {
  const { code, detail = "", id = null } = violation;
  if (!code?.startsWith(violationClass)) return undefined;
  const { table, constraint } = placeOf(violation);
  const type = violation.objectType ?? objectType(table);
  if (code === foreignKeyViolation) {
    // It names what is missing; or else, as the declared meaning supposes, the table whose rows still refer.
    const named = namesIn(detail)[0] ?? table;
    if (named !== table || detail.includes("is not present in")) return notFound(objectType(named), "");
  }
  const meaning = declared[constraint];
  if (meaning !== undefined) return meaning();
  if (code === uniqueViolation) return apiError("IdExists", { ObjectType: type, ObjectID: id });
  if (code === foreignKeyViolation) return apiError("ObjectInUse", { ObjectType: objectType(table) });
  return undefined;
}

/** The type of a table's objects, as errors name it; empty for tables that no model shows. */
export function objectType(table: string): string {
  const model = modelOf(table);
  return model === undefined ? "" : (models[model].objectType ?? model);
}
