import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { columnsOf } from "./columns.ts";
import { parsePairs } from "./pairs.ts";
import { parseList } from "./parse.ts";
import { connect, type Database, things } from "./testing/database.ts";
import { type Kind, matches, type Part, render, type Wanted } from "./testing/oracle.ts";
import { fullShape, type ThingRow } from "./testing/thing.ts";
import { filterSql } from "./where.ts";

let database: Database;
before(async () => {
  database = await connect();
});

test("folding lowers the texts of a value and leaves its keys and everything else", async () => {
  const folded = (value: unknown): unknown => {
    // Letters whose lower case no locale disputes.
    if (typeof value === "string") return value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    if (Array.isArray(value)) return value.map(folded);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, folded(item)]));
  };
  const text = fc.string({ unit: fc.constantFrom(...'aBcZ":,{}[]\\\n\t\u0001 /é😀'), maxLength: 8 });
  const values = fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom("A", "b", '"', ":", " ", "\\", "\n", "}") });
  await fc.assert(
    fc.asyncProperty(fc.oneof(values, fc.dictionary(text, fc.array(text))), async (value) => {
      const json = JSON.stringify(value);
      const { rows } = await sql<{ same: boolean }>`
        select folded_json(${json}::jsonb) = ${JSON.stringify(folded(value))}::jsonb as same`.execute(database);
      assert.equal(rows[0]?.same, true, json);
    }),
    { numRuns: 300 },
  );
});

const words = [
  "a",
  "A",
  "b",
  "ab",
  "aB",
  "é",
  "É",
  "Straße",
  "",
  " ",
  "%",
  "_",
  "a_b",
  "\\",
  "|",
  "*",
  "!x",
  ">a",
  "=",
  "'",
];
const numerals = ["5", "5.0", "05", "-5", "+5", ".5", "1e2", "100", "12.50", "99999999999999999999", "0"];
const dates = [
  "2020-01-01",
  "2020-01-01T00:00:00Z",
  "2020-01-01T01:00:00+01:00",
  "2020-02-29",
  "2021-02-29",
  "2020-06-01T10:30:00.1234567",
  "2020-06-01t10:30:00.123456z",
  "2020-13-01",
  "2020-01-01T25:00",
];
const truths = ["true", "True", "false"];
const anyText = fc.constantFrom(...words, ...numerals, ...dates, ...truths, "null", "{}", "[]");
const leaf = fc.oneof(
  { weight: 4, arbitrary: anyText },
  fc.constantFrom(0, 5, -5, 0.5, 100, 12.5, 1e25),
  fc.boolean(),
  fc.constant(null),
);
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("list"), tie("object")),
  list: fc.array(fc.oneof(leaf, tie("object"), fc.array(leaf, { maxLength: 2 })), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom("a", "b", "K", 'q"$'), tie("value"), { maxKeys: 3 }),
}));
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const integers = fc.constantFrom(-5, 0, 5, 50, 100);
const isoDates = fc.constantFrom(
  "2020-01-01T00:00:00+00:00",
  "2020-02-29T00:00:00+00:00",
  "2020-06-01T10:30:00.123456+00:00",
);
const row: fc.Arbitrary<Omit<ThingRow, "id">> = fc.record({
  name: anyText,
  note: nullable(anyText),
  count: nullable(integers),
  price: nullable(fc.constantFrom("5", "12.5", "-5", "0.5", "100")),
  active: nullable(fc.boolean()),
  made: nullable(isoDates),
  status: nullable(fc.constantFrom("Draft", "Open", "Closed")),
  address: nullable(
    fc.record(
      {
        City: nullable(anyText),
        Floor: nullable(integers),
        Since: nullable(isoDates),
        Owned: nullable(fc.boolean()),
        xp: nullable(tree.object),
      },
      { requiredKeys: [] },
    ),
  ),
  parts: nullable(
    fc.array(fc.record({ Sku: anyText, Cost: fc.constantFrom("5", "12.50", 12.5, null), xp: nullable(tree.object) }), {
      maxLength: 3,
    }),
  ),
  tags: nullable(fc.array(anyText, { maxLength: 3 })),
  xp: nullable(tree.object),
});

const kinds: Record<string, Kind> = {
  ID: "text",
  Name: "text",
  Note: "text",
  Count: "number",
  Price: "number",
  Active: "boolean",
  Made: "date",
  Status: "enum",
  "Address.City": "text",
  "Address.Floor": "number",
  "Address.Since": "date",
  "Address.Owned": "boolean",
  "Address.xp.a": "any",
  "Parts.Sku": "text",
  "Parts.Cost": "number",
  "Parts.xp.a.b": "any",
  Tags: "text",
  "xp.a": "any",
  "xp.a.b": "any",
  "xp.b.a.b": "any",
  "xp.K": "any",
  "xp.k": "any",
  'xp.q"$': "any",
};
const terms: Record<Kind, fc.Arbitrary<string>> = {
  text: anyText,
  number: fc.constantFrom(...numerals),
  boolean: fc.constantFrom(...truths),
  date: fc.constantFrom("2020-01-01", "2/29/2020", "2020-06-01T10:30:00.123456Z"),
  enum: fc.constantFrom("Draft", "open", "CLOSED"),
  any: fc.oneof(anyText, fc.constantFrom("1/1/2020")),
};
/** Kinds with wildcards. Texts that these match on dates and truth values are ours; the tables say how they look. */
const patterned: ReadonlySet<Kind> = new Set(["text", "number", "any"]);

const part = (kind: Kind): fc.Arbitrary<Part> => {
  const literal = terms[kind].map((term) => [term]);
  const pattern = fc.array(fc.oneof(fc.constant(null), anyText), { minLength: 1, maxLength: 3 });
  const term = patterned.has(kind)
    ? fc.oneof({ weight: 3, arbitrary: literal }, { weight: 2, arbitrary: pattern }, fc.constant([null]))
    : fc.oneof({ weight: 4, arbitrary: literal }, fc.constant([null]));
  return fc
    .record({
      negated: fc.boolean(),
      operator: fc.constantFrom("=", "=", ...(kind === "boolean" ? [] : ([">", ">=", "<", "<="] as const))),
      term,
    })
    .map(
      (made): Part =>
        made.operator === "=" ? made : { ...made, term: [...made.term].filter((piece) => piece !== null) },
    )
    .filter((made) => kind !== "number" || made.term.includes(null) || numerals.includes(made.term.join("")));
};
const wanted: fc.Arbitrary<Wanted> = fc.constantFrom(...Object.keys(kinds)).chain((property) =>
  fc.record({
    property: fc.constant(property),
    kind: fc.constant(kinds[property]!),
    parts: fc.array(part(kinds[property]!), { minLength: 1, maxLength: 3 }),
  }),
);

test("every filter keeps exactly the rows the oracle keeps", async () => {
  const columns = columnsOf();
  const folding = columnsOf({ xp: { json: sql`t.xp`, folded: sql`folded_json(t.xp::jsonb)` } });
  const rows = fc.array(row, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, fc.array(wanted, { minLength: 1, maxLength: 12 }), async (made, asked) => {
      const table = made.map((values, index): ThingRow => ({ id: `a${index}`, ...values }));
      const tests = asked.flatMap((one) => {
        const { filters } = parseList(parsePairs(render(one)), fullShape, new Set());
        return [filterSql(filters, columns), filterSql(filters, folding)];
      });
      const found = await sql<{ id: string; held: (boolean | null)[] }>`
        select t.id, array[${sql.join(tests)}] as held from ${things(table)} order by t.id`.execute(database);
      for (const [index, { held }] of found.rows.entries()) {
        const expected = asked.flatMap((one) => Array(2).fill(matches(table[index]!, one)));
        for (const [place, value] of held.entries()) {
          const one = asked[place >> 1]!;
          assert.equal(
            value ?? false,
            expected[place],
            `${decodeURIComponent(render(one))} on ${JSON.stringify(table[index])}`,
          );
        }
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
});
