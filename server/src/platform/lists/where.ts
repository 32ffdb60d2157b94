import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns, JsonColumn, Relation } from "./columns.ts";
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
  for (const filter of filters) {
    const shared = sharedRelation(filter, columns);
    if (shared === undefined) {
      tests.push(any(filter.alternatives.map((alternative) => alternativeSql(alternative, columns))));
      continue;
    }
    const group = together.get(shared.relation) ?? [];
    group.push(positive(shared.column, shared.alternative.path, shared.alternative.conditions));
    together.set(shared.relation, group);
  }
  for (const [relation, group] of together) tests.push(relation.exists(sql`(${sql.join(group, sql` and `)})`));
  return all(tests);
}

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
    // What is null or missing does not satisfy the condition, so it satisfies its negation.
    if (condition.negated) tests.push(sql`(${positive(column, path, [condition])}) is not true`);
  }
  return any(tests);
}

/** Tells whether any value of the column satisfies any of the conditions, their negation disregarded. */
function positive(column: Column, path: FieldPath, conditions: readonly TypedCondition[]): Test {
  if (column.kind === "related") return column.relation.exists(positive(column.column, path, conditions));
  if (column.kind === "json") return jsonTest(column, path.type, conditions);
  const [texts, others] = equalTexts(path.type, conditions);
  const operand = scalarOperand(column, path.type);
  const tests = others.map((condition) =>
    condition.kind === "present"
      ? sql<boolean>`${column.sql} is not null`
      : conditionSql(condition, path.type, operand),
  );
  return any(texts.length === 0 ? tests : [equalsAny(operand.string, texts), ...tests]);
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
  const [texts, others] = equalTexts(type, conditions);
  const leaf = leafOperand(type);
  const tests = others.map((condition) => conditionSql(condition, type, leaf));
  return jsonAny(column, any(texts.length === 0 ? tests : [equalsAny(leaf.string, texts), ...tests]));
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

/** Equalities with text, apart from everything else: many of them are one comparison. */
function equalTexts(
  type: ValueType,
  conditions: readonly TypedCondition[],
): [texts: readonly string[], others: readonly TypedCondition[]] {
  if (type !== "text") return [[], conditions];
  const equalities = conditions.filter(isEquality);
  return [equalities.map(({ text }) => text), conditions.filter((condition) => !isEquality(condition))];
}

/** The database folds the values as it folds the column, so that both agree in every locale. */
function equalsAny(value: Operand["string"], texts: readonly string[]): Test {
  if (texts.length === 1) return sql`${folded(value)} = folded_text(${texts[0]}::text)`;
  return sql`${folded(value)} = any(folded_text(${texts}::text[]::text)::text[])`;
}

function conditionSql(condition: TypedCondition, type: ValueType, operand: Operand): Test {
  switch (condition.kind) {
    case "present":
      return sql`${operand.text} is not null`;
    case "like":
      return sql`${folded(operand.text)} like folded_text(${likePattern(condition.runs)}::text)`;
    case "among":
      return condition.values.length === 1
        ? sql`${operand.text} = ${condition.values[0]}`
        : sql`${operand.text} = any(${condition.values}::text[])`;
    case "compare":
      return compareSql(condition, type, operand);
  }
}

/** The pattern of `like` for literal runs with anything in between. */
export const likePattern = (runs: readonly string[]): string =>
  runs.map((run) => run.replace(/[\\%_]/g, "\\$&")).join("%");

function compareSql(condition: Compare, type: ValueType, operand: Operand): Test {
  const operator = sql.raw(condition.operator);
  const { text, number, date } = condition;
  const asText = (value: Operand["text"]): Test => sql`${folded(value)} ${operator} folded_text(${text}::text)`;
  const asNumber = (value: Operand["number"]): Test => sql`${value} ${operator} ${number}::numeric`;
  const asDate = (): Test => sql`${operand.date} ${operator} ${date}::timestamptz`;
  switch (type) {
    case "integer":
      return /^-?\d{1,18}$/.test(number ?? "")
        ? sql`${operand.number} ${operator} ${number}::bigint`
        : asNumber(operand.number);
    case "decimal":
      return asNumber(operand.number);
    case "date":
      return asDate();
    case "boolean":
      return sql`${operand.boolean} = ${text}::boolean`;
    case "any":
      if (condition.operator === "=") {
        const readings = [asText(operand.text)];
        if (number !== undefined) readings.push(asNumber(jsonNumber));
        if (date !== undefined) readings.push(asDate());
        return any(readings);
      }
      if (number !== undefined) return asNumber(operand.number);
      return date === undefined ? asText(operand.string) : asDate();
    default:
      return asText(operand.string);
  }
}

const all = (tests: readonly Test[]): Test =>
  tests.length === 1 && tests[0] ? tests[0] : sql`(${sql.join(tests, sql` and `)})`;

function any(tests: readonly Test[]): Test {
  return tests.length === 1 && tests[0] ? tests[0] : sql`(${sql.join(tests, sql` or `)})`;
}
