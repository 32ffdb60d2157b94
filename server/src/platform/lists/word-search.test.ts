import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sql } from "kysely";
import { columnsOf } from "./columns.ts";
import { orderSql } from "./order.ts";
import { parsePairs } from "./pairs.ts";
import { parseList } from "./parse.ts";
import { searchSql } from "./search.ts";
import { connect, type Database, things } from "./testing/database.ts";
import { emptyRow, premiumShape, type ThingRow } from "./testing/thing.ts";
import type { SearchDocument } from "./word-search.ts";
import { joined, searchVectors, wordsOf } from "./words.ts";

let database: Database;
before(async () => {
  database = await connect();
});

const thing = (id: string, name: string, note: string | null = null, xp: unknown = null): ThingRow => ({
  ...emptyRow,
  id,
  name,
  note,
  xp,
});
const catalog = [
  thing("SKU-123-A", "Red running shoe", "Light, for the road"),
  thing("SKU-123-B", "Blue shoe", "Also in red"),
  thing("BIKE_9", "Mountain bike", "Runs anywhere", { Color: "Crimson", Specs: { Frame: ["Carbon fibre", 7] } }),
  thing("HP", "Headphones that beats", "A road to sound"),
  thing("the-one", "The and of", null),
];

/** The same answers are due with the stored document and without it. */
const documents: [name: string, document: SearchDocument | undefined][] = [
  ["vectors made on the fly", undefined],
  [
    "a stored document",
    {
      ...joined([searchVectors(sql`t.id`, "A"), searchVectors(sql`t.name`, "B"), searchVectors(sql`t.note`, "C")]),
      weights: { ID: "A", Name: "B", Note: "C" },
    },
  ],
];

async function find(rows: readonly ThingRow[], query: string, document?: SearchDocument): Promise<string[]> {
  const columns = columnsOf();
  const asked = parseList(parsePairs(query), premiumShape, new Set());
  const search = searchSql(asked.search, columns, document);
  const found = await sql<{ id: string }>`select t.id from ${things(rows)} where ${search.where}
    order by ${orderSql(asked, premiumShape, columns, { ranks: search.ranks })}`.execute(database);
  return found.rows.map(({ id }) => id);
}

const cases: [query: string, found: string[]][] = [
  ["search=eats", []],
  ["search=beat", ["HP"]],
  ["search=runs", ["SKU-123-A", "BIKE_9"]],
  ["search=SHOES", ["SKU-123-B", "SKU-123-A"]],
  ["search=red+shoe", ["SKU-123-A", "SKU-123-B"]],
  ["search=the+road", ["SKU-123-A", "HP"]],
  ["search=the", ["the-one", "SKU-123-A"]],
  ["search=--", []],
  ["search=%E2%80%9C", []],
  ["search=red+road&searchType=AllTermsAnyField", ["SKU-123-A"]],
  ["search=red+road&searchType=AllTermsSameField", []],
  ["search=red+shoes&searchType=AllTermsSameField", ["SKU-123-A"]],
  ["search=running+shoe&searchType=ExactPhrase", ["SKU-123-A"]],
  ["search=shoe+red&searchType=ExactPhrase", []],
  ["search=run&searchType=ExactPhrase", []],
  ["search=red+shoe&searchType=ExactPhrase", []],
  ["search=red+runn&searchType=ExactPhrasePrefix", ["SKU-123-A"]],
  ["search=red+running+sh&searchType=ExactPhrasePrefix", ["SKU-123-A"]],
  ["search=sku-12&searchType=ExactPhrasePrefix", ["SKU-123-B", "SKU-123-A"]],
  ["search=SKU-123-b&searchType=ExactPhrasePrefix", ["SKU-123-B"]],
  ["search=bike_&searchType=ExactPhrasePrefix", ["BIKE_9"]],
  ["search=mount&searchType=ExactPhrasePrefix", ["BIKE_9"]],
  ["search=ru&searchType=ExactPhrasePrefix", ["SKU-123-A", "BIKE_9"]],
  ["search=red&searchOn=Name", ["SKU-123-A"]],
  ["search=red&searchOn=Note", ["SKU-123-B"]],
  ["search=red&searchOn=Note,Name", ["SKU-123-B", "SKU-123-A"]],
  ["search=red&searchOn=Name,Note", ["SKU-123-A", "SKU-123-B"]],
  ["search=crimson", []],
  ["search=crimson&searchOn=xp.Color", ["BIKE_9"]],
  ["search=crimson&searchOn=xp.color", []],
  ["search=carbon&searchOn=xp.Specs.*", ["BIKE_9"]],
  ["search=carbon&searchOn=xp.Specs", []],
  ["search=7&searchOn=xp.*", ["BIKE_9"]],
  ["search=mountain+crimson&searchOn=Name,xp.Color&searchType=AllTermsAnyField", ["BIKE_9"]],
  ["search=mountain+crimson&searchOn=Name,xp.Color&searchType=AllTermsSameField", []],
  ["search=carbon+fib&searchOn=Note,xp.Specs.Frame&searchType=ExactPhrasePrefix", ["BIKE_9"]],
  ["search=bike&sortBy=!ID", ["BIKE_9"]],
  ["search=shoe&sortBy=!ID", ["SKU-123-B", "SKU-123-A"]],
];
for (const [name, document] of documents) {
  for (const [query, found] of cases) {
    test(`${query} finds ${found.join(", ") || "nothing"}, by ${name}`, async () => {
      assert.deepEqual(await find(catalog, query, document), found);
    });
  }
  test(`a field that is the phrase outranks the phrase, more words outrank fewer, by ${name}`, async () => {
    const rows = [
      thing("1", "green", "lamp lamp lamp"),
      thing("2", "lamp that is green"),
      thing("3", "x", "a green lamp"),
      thing("4", "green lamp shade"),
      thing("5", "x", "Green Lamp"),
    ];
    assert.deepEqual(await find(rows, "search=green+lamp", document), ["5", "4", "3", "2", "1"]);
  });
}

test("a phrase gives at most 30 words, divided where IDs are, cut at 255 characters", () => {
  assert.deepEqual(wordsOf(" SKU-123_a  it's "), ["sku", "123", "a", "it", "s"]);
  assert.equal(wordsOf("w".repeat(3000))[0]?.length, 255);
});
