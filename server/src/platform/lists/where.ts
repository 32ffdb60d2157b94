import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns, JsonColumn, Relation, Sql } from "./columns.ts";
import { foldedHas, jsonAny, jsonHas } from "./json-path.ts";
import type { Alternative, Filter } from "./list-query.ts";
import { folded, jsonNumber, leafOperand, type Operand, scalarOperand } from "./operand.ts";
import type { FieldPath, ValueType } from "./shape.ts";
import type { TypedCondition } from "./typed-condition.ts";

type Test = RawBuilder<boolean>;
type Compare = Extract<TypedCondition, { kind: "compare" }>;

const always: Test = sql`true`;

/** The filters as one condition for a `where` clause; `true` for none. No value raises an error. */
export function filterSql(filters: readonly Filter[], columns: Columns): Test {
  if (filters.length === 0) return always;
  const tests: Test[] = [];
  const together = new Map<Relation, Test[]>();
  const excluded = new Map<string, { readonly path: FieldPath; readonly conditions: TypedCondition[] }>();
  for (const filter of filters) {
    const exclusion = exclusionOf(filter);
    if (exclusion !== undefined) {
      const known = excluded.get(exclusion.path.name);
      if (known === undefined) excluded.set(exclusion.path.name, exclusion);
      else known.conditions.push(...exclusion.conditions);
      continue;
    }
    const shared = sharedRelation(filter, columns);
    if (shared === undefined) {
      tests.push(any(filter.alternatives.map((alternative) => alternativeSql(alternative, columns))));
      continue;
    }
    const group = together.get(shared.relation) ?? [];
    group.push(positive(shared.column, shared.alternative.path, shared.alternative.conditions));
    together.set(shared.relation, group);
  }
  for (const { path, conditions } of excluded.values()) tests.push(isNot(positive(columns.of(path), path, conditions)));
  for (const [relation, group] of together) tests.push(relation.exists(sql`(${sql.join(group, sql` and `)})`));
  return all(tests);
}

/**
 * What a filter excludes, where that is all it does: filters that exclude values of the same property (`a=!b*&a=!c*`) are
 * one test, which reads the values of a row once.
 */
function exclusionOf({ alternatives: [alternative, ...others] }: Filter) {
  if (alternative === undefined || others.length > 0) return undefined;
  const { path, conditions } = alternative;
  const [condition] = conditions;
  return conditions.length === 1 && condition?.negated === true ? { path, conditions: [condition] } : undefined;
}

/** What is null or missing does not satisfy a condition, so it satisfies its negation. */
const isNot = (test: Test): Test => sql`(${test}) is not true`;

/** The relation whose one row a filter and its neighbours must share. */
function sharedRelation(filter: Filter, columns: Columns) {
  const [alternative, ...others] = filter.alternatives;
  if (alternative === undefined || others.length > 0) return undefined;
  if (alternative.conditions.some((condition) => condition.negated)) return undefined;
  const column = columns.of(alternative.path);
  if (column.kind !== "related" || !column.relation.together) return undefined;
  return { relation: column.relation, column: column.column, alternative };
}

function alternativeSql({ path, conditions }: Alternative, columns: Columns): Test {
  const column = columns.of(path);
  const tests: Test[] = [];
  const asserted = conditions.filter((condition) => !condition.negated);
  if (asserted.length > 0) tests.push(positive(column, path, asserted));
  for (const condition of conditions) {
    if (condition.negated) tests.push(isNot(positive(column, path, [condition])));
  }
  return any(tests);
}

/** Tells whether any value of the column satisfies any of the conditions, their negation disregarded. */
function positive(column: Column, path: FieldPath, conditions: readonly TypedCondition[]): Test {
  if (column.kind === "related") return column.relation.exists(positive(column.column, path, conditions));
  if (column.kind === "json") return jsonTest(column, path.type, conditions);
  const operand = scalarOperand(column, path.type);
  const [present, others] = conditions.some(({ kind }) => kind === "present")
    ? [[sql<boolean>`${column.sql} is not null`], conditions.filter(({ kind }) => kind !== "present")]
    : [[], conditions];
  return any([...comparisons(path.type, others, operand), ...present]);
}

function jsonTest(column: JsonColumn, type: ValueType, conditions: readonly TypedCondition[]): Test {
  const tests: Test[] = [];
  const perLeaf: TypedCondition[] = [];
  for (const condition of conditions) {
    if (condition.kind === "present") tests.push(jsonHas(column, "@ != null"));
    else if (type === "any" && isExactInJson(condition)) tests.push(jsonHas(column, equalsInJson(condition)));
    else perLeaf.push(condition);
  }
  if (perLeaf.length > 0) tests.push(leavesTest(column, type, perLeaf));
  return any(tests);
}

/** One lookup where equality is all there is to it and a folded copy knows; else one pass over the values. */
function leavesTest(column: JsonColumn, type: ValueType, conditions: readonly TypedCondition[]): Test {
  const equalities = conditions.filter(isEquality);
  const folded =
    type === "any" && equalities.length === conditions.length && equalities.every(({ date }) => date === undefined)
      ? foldedHas(column, equalities.map(equalsInJson).join(" || "))
      : undefined;
  if (folded !== undefined) return folded;
  return jsonAny(column, any(comparisons(type, conditions, leafOperand(type))));
}

const isEquality = (condition: TypedCondition): condition is Compare =>
  condition.kind === "compare" && condition.operator === "=";

/** Without letter case and dates in play, `jsonpath` compares exactly as we do. */
const isExactInJson = (condition: TypedCondition): condition is Compare =>
  isEquality(condition) &&
  condition.date === undefined &&
  condition.text.toLowerCase() === condition.text.toUpperCase();

function equalsInJson({ text, number }: Compare): string {
  const readings = [`@ == ${JSON.stringify(text)}`];
  if (number !== undefined) readings.push(`@ == ${number}`);
  if (/^(true|false)$/i.test(text)) readings.push(`@ == ${text.toLowerCase()}`);
  return readings.join(" || ");
}

/** A reading of a value, how it is compared, and with what. */
interface Comparison {
  readonly reading: Sql;
  readonly operator: "=" | "<" | "<=" | ">" | ">=" | "<>" | "like";
  readonly value: string;
  /** Type of the reading. `folded` is text, folded on both sides by the database, so that they agree in every locale. */
  readonly as: "folded" | "text" | "numeric" | "bigint" | "timestamptz" | "boolean";
  /** The reading, folded, as an index has it. */
  readonly folded?: Sql | undefined;
}

/**
 * The tests of conditions on one value. However many compare alike, the value is read (folded, parsed) once: against a list
 * of all that they compare it with.
 */
function comparisons(type: ValueType, conditions: readonly TypedCondition[], operand: Operand): Test[] {
  const all = conditions.flatMap((condition) => comparisonsOf(condition, type, operand));
  const readings = [...new Set(all.map(({ reading }) => reading))];
  const alike = Map.groupBy(all, ({ reading, operator, as }) => `${readings.indexOf(reading)} ${operator} ${as}`);
  return [...alike.values()].map(comparisonSql);
}

/** The pattern of `like` for literal runs with anything in between. */
export const likePattern = (runs: readonly string[]): string =>
  runs.map((run) => run.replace(/[\\%_]/g, "\\$&")).join("%");

function comparisonSql(alike: readonly Comparison[]): Test {
  const [{ reading, operator, as, folded: known }] = alike as [Comparison];
  const values = alike.map(({ value }) => value);
  const compared = as === "folded" ? (known ?? folded(reading)) : reading;
  const how = sql.raw(operator);
  if (values.length === 1)
    return as === "folded"
      ? sql`${compared} ${how} folded_text(${values[0]}::text)`
      : sql`${compared} ${how} ${values[0]}::${sql.raw(as)}`;
  // In a query of its own, since the text of a list is no constant to the database: it would be made for each row.
  return as === "folded"
    ? sql`${compared} ${how} any((select folded_text(${values}::text[]::text))::text[])`
    : sql`${compared} ${how} any(${values}::${sql.raw(as)}[])`;
}

function comparisonsOf(condition: TypedCondition, type: ValueType, operand: Operand): Comparison[] {
  switch (condition.kind) {
    case "present":
      throw new Error("Whether there is a value is not asked of the value");
    case "like":
      return [
        {
          reading: operand.text,
          operator: "like",
          value: likePattern(condition.runs),
          as: "folded",
          folded: operand.folded,
        },
      ];
    case "among":
      return condition.values.map((value) => ({ reading: operand.text, operator: "=", value, as: "text" }));
    case "compare":
      return comparesOf(condition, type, operand);
  }
}

function comparesOf({ operator, text, number, date }: Compare, type: ValueType, operand: Operand): Comparison[] {
  const asText = (reading: Sql): Comparison => ({
    reading,
    operator,
    value: text,
    as: "folded",
    folded: operand.folded,
  });
  const asNumber = (reading: Sql): Comparison => ({ reading, operator, value: number ?? "", as: "numeric" });
  const asDate = (): Comparison => ({ reading: operand.date, operator, value: date ?? "", as: "timestamptz" });
  switch (type) {
    case "integer":
      return /^-?\d{1,18}$/.test(number ?? "")
        ? [{ reading: operand.number, operator, value: number ?? "", as: "bigint" }]
        : [asNumber(operand.number)];
    case "decimal":
      return [asNumber(operand.number)];
    case "date":
      return [asDate()];
    case "boolean":
      return [{ reading: operand.boolean, operator: "=", value: text, as: "boolean" }];
    case "any": {
      if (operator === "=") {
        const readings = [asText(operand.text)];
        if (number !== undefined) readings.push(asNumber(jsonNumber));
        if (date !== undefined) readings.push(asDate());
        return readings;
      }
      if (number !== undefined) return [asNumber(operand.number)];
      return date === undefined ? [asText(operand.string)] : [asDate()];
    }
    default:
      return [asText(operand.string)];
  }
}

const all = (tests: readonly Test[]): Test =>
  tests.length === 1 && tests[0] ? tests[0] : sql`(${sql.join(tests, sql` and `)})`;

function any(tests: readonly Test[]): Test {
  if (tests.length === 0) return sql`false`;
  return tests.length === 1 && tests[0] ? tests[0] : sql`(${sql.join(tests, sql` or `)})`;
}
