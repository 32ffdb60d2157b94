import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type RawBuilder, sql } from "kysely";
import { columnName } from "../db/sql.ts";
import { ApiError } from "../errors/api-error.ts";
import { type ColumnOverride, columnsOf, type Relation } from "./columns.ts";
import { orderSql } from "./order.ts";
import { parsePairs } from "./pairs.ts";
import { parseList } from "./parse.ts";
import { searchSql } from "./search.ts";
import { connect, type Database, things } from "./testing/database.ts";
import { emptyRow, premiumShape, type ThingRow } from "./testing/thing.ts";
import { filterSql } from "./where.ts";

let database: Database;
before(async () => {
  database = await connect();
});

const names: [property: string, column: string][] = [
  ["ID", "id"],
  ["FromUserID", "from_user_id"],
  ["DateCreated", "date_created"],
  ["xp", "xp"],
  ["AllSuppliersCanSell", "all_suppliers_can_sell"],
  ["ProductID", "product_id"],
  ["CCEmail", "cc_email"],
];
for (const [property, column] of names) {
  test(`${property} is stored as ${column}`, () => assert.equal(columnName(property), column));
}

/** The parts of a thing as rows of their own: here from its own JSON. */
const parts = (together: boolean): Relation => ({
  columns: columnsOf({}, "p"),
  together,
  exists: (condition): RawBuilder<boolean> => sql`exists (
    select from jsonb_to_recordset(t.parts) as p(sku text, quantity int, cost numeric, xp jsonb) where ${condition})`,
});

const rows: ThingRow[] = [
  {
    ...emptyRow,
    id: "a",
    name: "A",
    parts: [
      { sku: "X", quantity: 5 },
      { sku: "Y", quantity: 0 },
    ],
  },
  {
    ...emptyRow,
    id: "b",
    name: "B",
    parts: [
      { sku: "X", quantity: 0 },
      { sku: "Y", quantity: 5 },
    ],
  },
  { ...emptyRow, id: "c", name: "C", parts: [] },
  { ...emptyRow, id: "d", name: "D", parts: [{ sku: "bolt 7", quantity: null, xp: { Size: "M8" } }] },
];

async function find(query: string, overrides: Record<string, ColumnOverride>): Promise<string> {
  const columns = columnsOf(overrides);
  const asked = parseList(parsePairs(query), premiumShape, new Set());
  const search = searchSql(asked.search, columns);
  const found = await sql<{ id: string }>`select t.id from ${things(rows)}
    where ${filterSql(asked.filters, columns)} and ${search.where}
    order by ${orderSql(asked, premiumShape, columns, { ranks: search.ranks })}`.execute(database);
  return found.rows.map(({ id }) => id).join("");
}

const related: [query: string, together: boolean, found: string][] = [
  ["Parts.Sku=x", true, "ab"],
  ["Parts.Sku=!x", true, "cd"],
  ["Parts.Sku=!*", true, "c"],
  ["Parts.Quantity=!*", true, "cd"],
  ["Parts.Quantity=*", true, "ab"],
  ["Parts.Sku=X&Parts.Quantity=>0", true, "a"],
  ["Parts.Sku=X&Parts.Quantity=>0", false, "ab"],
  ["Parts.Sku=X&Parts.Quantity=!0", true, ""],
  ["Parts.Sku|Name=d|x", true, "abd"],
  ["Parts.xp.Size=m8", true, "d"],
  ["search=bolts&searchOn=Parts.Sku", true, "d"],
  ["search=m8&searchOn=Parts.xp.*", true, "d"],
  ["search=bolts+a&searchOn=Parts.Sku,Name", true, "d"],
];
for (const [query, together, found] of related) {
  const rule = together ? "one related row" : "any related rows";
  test(`${query} finds "${found}" by ${rule}`, async () => {
    assert.equal(await find(query, { Parts: { relation: parts(together) } }), found);
  });
}

test("a list cannot be sorted by what it has many of", () => {
  const columns = columnsOf({ Parts: { relation: parts(true) } });
  const asked = parseList(parsePairs("sortBy=Parts.Sku"), premiumShape, new Set());
  assert.throws(
    () => orderSql(asked, premiumShape, columns),
    (error) => error instanceof ApiError && error.code === "List.InvalidSortProperty",
  );
});

test("an override stands for a property or, when longer ones do not, for everything beneath it", async () => {
  const overrides: Record<string, ColumnOverride> = {
    Note: sql`t.name || '!'`,
    Count: { scalar: sql`jsonb_array_length(t.parts)`, nullable: false },
    Address: { json: sql`jsonb_build_object('City', t.name, 'Floor', 9)` },
    "Address.Floor": sql`jsonb_array_length(t.parts)`,
  };
  assert.equal(await find("Note=b!", overrides), "b");
  assert.equal(await find("Count=2&sortBy=!Count,!ID", overrides), "ba");
  assert.equal(await find("Address.City=c", overrides), "c");
  assert.equal(await find("Address.Floor=1", overrides), "d");
});

test("columns of a joined table answer for what follows their prefix", async () => {
  const joined = columnsOf({ City: sql`upper(t.id)` }, "t");
  assert.equal(await find("Address.City=B", { Address: { joined } }), "b");
  assert.equal(await find("Address=*", { Address: { joined } }), "abcd", "the joined row itself is there");
  assert.equal(await find("Address=!*", { Address: { joined } }), "");
});
