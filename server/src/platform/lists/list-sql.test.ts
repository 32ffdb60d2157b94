import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { ApiError } from "../errors/api-error.ts";
import { columnsOf } from "./columns.ts";
import type { ListQuery } from "./list-query.ts";
import { orderSql } from "./order.ts";
import { pageSql } from "./page.ts";
import { parsePairs } from "./pairs.ts";
import { parseList } from "./parse.ts";
import { searchSql } from "./search.ts";
import type { ListShape } from "./shape.ts";
import { connect, type Database, things } from "./testing/database.ts";
import { emptyRow, fullShape, premiumShape, type ThingRow } from "./testing/thing.ts";
import { filterSql } from "./where.ts";

let database: Database;
before(async () => {
  database = await connect();
});

const columns = columnsOf({ xp: { json: sql`t.xp`, folded: sql`folded_json(t.xp::jsonb)` } });

async function list(rows: readonly ThingRow[], query: ListQuery, shape: ListShape): Promise<string[]> {
  const search = searchSql(query.search, columns);
  const found = await sql<{ id: string }>`select t.id from ${things(rows)}
    where ${filterSql(query.filters, columns)} and ${search.where}
    order by ${orderSql(query, shape, columns, { ranks: search.ranks })} ${pageSql(query)}`.execute(database);
  return found.rows.map(({ id }) => id);
}

const rows: ThingRow[] = [
  {
    ...emptyRow,
    id: "SKU-1",
    name: "Red shoe",
    count: 1,
    price: "9.99",
    active: true,
    made: "2020-01-01T00:00:00Z",
    status: "Open",
    address: { City: "Oslo", Floor: 2, Since: "2020-02-29", Owned: "perhaps", xp: { a: [[1, "x"]] } },
    parts: [{ Sku: "p", Cost: "x" }, null],
    tags: ["a", 5, null],
    xp: { a: { b: ["2021-02-30", "1e999", "0000-01-01", "2020-01-01T00:00:00+99:00"] }, c: "\ud83d\ude00" },
  },
  { ...emptyRow, id: "sku-2", name: "red SHOES", xp: [] },
];

const fragments = fc.constantFrom(
  ...["Name", "ID", "Count", "Price", "Active", "Made", "Status", "Address.City", "Address.Floor", "Address.Since"],
  ...["Address.Owned", "Address.xp.a", "Parts.Sku", "Parts.Cost", "Tags", "xp", "xp.a.b", 'xp."$\\', "xp.c", "search"],
  ...["searchOn", "searchType", "sortBy", "page", "pageSize", "pageKey", "depth", "ExactPhrasePrefix", "ExactPhrase"],
  ...["AllTermsAnyField", "AllTermsSameField", "xp.*", "xp.a.*", "=", "=", "=", "=", "&", "&", "&", "|", "!", "*", ">"],
  ...[
    "<",
    ">=",
    "\\",
    ",",
    "%00",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%",
    "_",
    "'",
    '"',
    ":",
    "(",
    " & ",
    "the",
    "-",
    "shoe",
  ],
  ...["1", "-1", "1e99", "1e-99", ".", "true", "Open", "2020-02-29", "9999-12-31T23:59:59-14:00", "x".repeat(3000)],
);
const queries = fc.oneof(
  fc.array(fc.oneof({ weight: 9, arbitrary: fragments }, fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 16,
  }),
  fc.array(
    fc
      .tuple(fragments, fc.constant("="), fc.oneof(fragments, fc.string()), fragments, fc.constant("&"))
      .map((parts) => parts.join("")),
    { maxLength: 4 },
  ),
);

test("any query string is either refused with an error of the contract or runs", async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(queries, fc.constantFrom(fullShape, premiumShape), async (parts, shape) => {
      let query: ListQuery;
      try {
        query = parseList(parsePairs(parts.join("")), shape, new Set());
      } catch (error) {
        assert.ok(error instanceof ApiError && error.status === 400, String(error));
        return;
      }
      ran++;
      await list(rows, query, shape);
    }),
    { numRuns: Number(process.env.RUNS ?? 400) },
  );
  assert.ok(ran > 50, `only ${ran} queries were accepted`);
});

const named = (id: string, values: Partial<ThingRow> = {}): ThingRow => ({ ...emptyRow, id, ...values });
const ask = (query: string, shape: ListShape = premiumShape) => parseList(parsePairs(query), shape, new Set());

const orders: [sortBy: string, rows: ThingRow[], order: string[]][] = [
  ["ID", ["b", "A", "_", "10", "9", "C"].map((id) => named(id)), ["10", "9", "_", "A", "b", "C"]],
  ["!ID", ["b", "A", "C"].map((id) => named(id)), ["C", "b", "A"]],
  ["Note", [named("a", { note: "b" }), named("b"), named("c", { note: "A" })], ["b", "c", "a"]],
  ["!Note", [named("a", { note: "b" }), named("b"), named("c", { note: "A" })], ["a", "c", "b"]],
  ["Note", [named("b"), named("a")], ["a", "b"]],
  ["!Note", [named("b"), named("a")], ["a", "b"]],
  ["Count", [named("a", { count: 10 }), named("b", { count: 9 })], ["b", "a"]],
  [
    "Status",
    [named("a", { status: "Closed" }), named("b", { status: "Draft" }), named("c", { status: "Open" })],
    ["b", "c", "a"],
  ],
  [
    "xp.r",
    [
      named("a", { xp: { r: "x" } }),
      named("b", { xp: { r: 10 } }),
      named("c", { xp: { r: 9 } }),
      named("d", { xp: { r: true } }),
      named("e", { xp: {} }),
      named("f", { xp: { r: [null, 9.5] } }),
    ],
    ["e", "c", "f", "b", "d", "a"],
  ],
  [
    "Address.Floor",
    [named("a", { address: { Floor: 10 } }), named("b", { address: { Floor: "9" } }), named("c")],
    ["c", "b", "a"],
  ],
  ["Address.City", [named("a", { address: { City: "b" } }), named("b", { address: { City: "A" } })], ["b", "a"]],
];
for (const [sortBy, table, order] of orders) {
  test(`sorting by ${sortBy} gives ${order.join(", ")}`, async () => {
    assert.deepEqual(await list(table, ask(`sortBy=${sortBy}`), premiumShape), order);
  });
}

test("paging by the last ID meets every object once, in the order of sortBy=ID", async () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,4}$/), {
    minLength: 1,
    maxLength: 12,
    selector: (id) => id.toLowerCase(),
  });
  await fc.assert(
    fc.asyncProperty(ids, async (some) => {
      const table = some.map((id) => named(id));
      const all = await list(table, ask("sortBy=ID&pageSize=100"), premiumShape);
      const met: string[] = [];
      for (let last: string | undefined; ; ) {
        const after = last === undefined ? "" : `&ID=>${last}`;
        const page = await list(table, ask(`sortBy=ID&pageSize=3${after}`), premiumShape);
        if (page.length === 0) break;
        met.push(...page);
        last = page.at(-1);
      }
      assert.deepEqual(met, all);
      assert.equal(met.length, some.length);
    }),
    { numRuns: 25 },
  );
});

test("a page holds its share of the order", async () => {
  const table = ["a", "b", "c", "d", "e"].map((id) => named(id));
  assert.deepEqual(await list(table, ask("page=2&pageSize=2"), premiumShape), ["c", "d"]);
  assert.deepEqual(await list(table, ask("page=4&pageSize=2"), premiumShape), []);
});

test("substring search finds the phrase inside words and in declared fields only", async () => {
  const table = [
    named("a", { name: "Beats" }),
    named("b", { name: "x", note: "100%_EATS" }),
    named("c", { xp: { a: "eats" } }),
    named("d", { name: "eat" }),
  ];
  const found = (query: string) => list(table, ask(query, fullShape), fullShape);
  assert.deepEqual(await found("search=eats"), ["a", "b"]);
  assert.deepEqual(await found("search=%25_e"), ["b"]);
  assert.deepEqual(await found("search=eats&searchOn=Note"), ["b"]);
  assert.deepEqual(
    await found("search=+"),
    ["c", "a", "d", "b"].sort((x, y) => nameOf(x).localeCompare(nameOf(y))),
  );
  function nameOf(id: string): string {
    return table.find((one) => one.id === id)?.name.toLowerCase() ?? "";
  }
});

test("substring search finds no phrase that ends in another field than it begins in, and letters with accents beside fields without", async () => {
  const table = [
    named("a", { name: "eat", note: "salad" }),
    named("b", { name: "ea\u0001ts", note: "Café" }),
    named("c", { name: "x", note: null }),
  ];
  const found = (query: string) => list(table, ask(query, fullShape), fullShape);
  assert.deepEqual(await found("search=eatsalad"), []);
  assert.deepEqual(await found("search=eat%01salad"), []);
  assert.deepEqual(await found("search=a%01t"), ["b"]);
  for (const query of ["search=EA%01TS", "search=cafe", "search=CAFÉ"]) assert.deepEqual(await found(query), ["b"]);
  assert.deepEqual(await found("search=X"), ["c"]);
});

const exact: [query: string, row: Partial<ThingRow>, held: boolean][] = [
  ["Made=2020-06-01*", { made: "2020-06-01T10:00:00Z" }, true],
  ["Made=2020-06-01T10:00:00*", { made: "2020-06-01T10:00:00Z" }, true],
  ["Active=t*", { active: true }, true],
  ["Price=12.5*", { price: "12.5" }, true],
  ["Price=12.50", { price: "12.5" }, true],
  ["Status=!Open", { status: null }, true],
  ["Status=>=open", { status: "Closed" }, true],
  ["Status=op*", { status: "Open" }, true],
  ["xp.Items.Color=red", { xp: { Items: [{ Color: "blue" }, { Color: ["x", "Red"] }] } }, true],
  ["xp.Items.Color=!red", { xp: { Items: [{ Color: "blue" }, { Color: "Red" }] } }, false],
  ["xp.Color=!Blue", { xp: null }, true],
  ["xp.Color=!*", { xp: { Color: [] } }, true],
  ["xp.Color=*", { xp: { Color: {} } }, true],
  ["xp.n=5", { xp: { n: "5" } }, true],
  ["xp.n=5.0", { xp: { n: 5 } }, true],
  ["xp.n=5.0", { xp: { n: "5" } }, false],
  ["xp.n=>10", { xp: { n: "9" } }, false],
  ["xp.n=>9", { xp: { n: "10" } }, true],
  ["xp.n=>9&xp.n=<10", { xp: { n: [1, 20] } }, true],
  ["xp.d=2020-01-01", { xp: { d: "2020-01-01T01:00:00+01:00" } }, true],
  ["xp.d=>1/1/2020", { xp: { d: "2020-01-02" } }, true],
  ["xp.b=True", { xp: { b: true } }, true],
  ["xp.b=True", { xp: { b: "true" } }, true],
  ["xp.color=red", { xp: { Color: "red" } }, false],
  ["Name|ID|xp.SKU=y", { name: "x", xp: { SKU: "Y" } }, true],
  ["Name|ID|xp.SKU=z", { name: "x", xp: { SKU: "Y" } }, false],
  ["Name=Smith|Jones&Name=!jones", { name: "SMITH" }, true],
  ["ID=!<0&ID=!>9", { id: "5" }, true],
];
for (const [query, values, held] of exact) {
  test(`${query} ${held ? "holds" : "does not hold"} for ${JSON.stringify(values)}`, async () => {
    const [row] = [named("x", values)];
    assert.equal((await list([row!], ask(query), premiumShape)).length, held ? 1 : 0);
  });
}
