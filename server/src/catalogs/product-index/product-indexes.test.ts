import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { enums, models, operations } from "@orderwell/contract";
import { afterFile, analyze, rowsLookedAt, testDatabaseUrl, until } from "@orderwell/testing";
import fc from "fast-check";
import { type Database, openDatabase } from "../../platform/db/database.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { parsePairs } from "../../platform/lists/pairs.ts";
import { parseList } from "../../platform/lists/parse.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { listShape } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { foldedText, wordsOf } from "../../platform/lists/words.ts";
import { readFacets } from "../facets/facets.store.ts";
import { countMoves, declassify, invalidateResults, unclassified } from "../placement/class-counts.store.ts";
import { productListShape } from "../products/list.store.ts";
import { productColumns, searchedDocument } from "../products/store.ts";
import type { OfferedClasses } from "./answering.ts";
import { ExtendedValues } from "./columns.ts";
import { KeptIndexes } from "./kept-indexes.ts";
import { ProductIndex } from "./product-index.ts";
import { ProductIndexes } from "./product-indexes.ts";
import { Segment } from "./segment.ts";
import { Stems } from "./stems.ts";

let database: Database;
before(async () => {
  database = await openDatabase(await testDatabaseUrl());
  afterFile.push(() => database.close());
});

const shape = listShape(operations["Products.List"]!.list!, models.Product, models, enums, productListShape);

interface Product {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string | null;
  readonly classId: number;
  readonly xp: unknown;
}

/** A marketplace of a test's own in the tables; writes count as operations count them. */
class Products {
  readonly id = `i-${randomBytes(8).toString("hex")}`;

  /** @param meanwhile what happens before it commits. */
  write(products: readonly Product[], gone: readonly string[] = [], meanwhile?: () => Promise<void>): Promise<void> {
    return database.tenants.transaction(this.id, "write", async (db) => {
      await declassify(db, gone);
      await db.run(sql`delete from product where marketplace_id = ${this.id} and id = any(${gone}::text[])`);
      const ids = products.map(({ id }) => id);
      const before = await db.rows<{ id: string; classId: number }>(sql`select id, visibility_class_id as "classId"
        from product where marketplace_id = ${this.id} and id = any(${ids}::text[])`);
      const classes = new Map(before.map(({ id, classId }) => [id, classId]));
      await db.run(sql`
        insert into product (marketplace_id, id, owner_id, name, description, date_created, visibility_class_id, xp)
        select ${this.id}, p.id, p.owner, p.name, p.description, now(), p."classId", p.xp from jsonb_to_recordset(${JSON.stringify(products)}::jsonb)
          as p(id text, owner text, name text, description text, "classId" int, xp json)
        on conflict (marketplace_id, id) do update set owner_id = excluded.owner_id, name = excluded.name,
          description = excluded.description, visibility_class_id = excluded.visibility_class_id, xp = excluded.xp`);
      const moves = products.map(({ id, classId }) => ({ id, from: classes.get(id) ?? unclassified, to: classId }));
      countMoves(
        db,
        moves.filter(({ from, to }) => from !== to),
      );
      await invalidateResults(db, ids);
      await meanwhile?.();
    });
  }

  facets(facets: readonly { readonly id: string; readonly path: string | null; readonly least: number }[]) {
    return database.tenants.transaction(this.id, "write", async (db) => {
      for (const [index, { id, path, least }] of facets.entries())
        await db.run(sql`insert into product_facet (marketplace_id, id, name, xp_path, min_count, list_order)
          values (${this.id}, ${id}, ${id}, ${path}, ${least}, ${-index % 2})`);
    });
  }

  /** What the database finds. */
  plainly(
    query: ListQuery,
    classes: ReadonlySet<number> | undefined,
    numbers?: ReadonlyMap<string, number>,
    offered: OfferedClasses | undefined = classes,
  ) {
    return database.tenants.transaction(this.id, "snapshot", (db) => this.#find(db, query, classes, numbers, offered));
  }

  /** The same, and the changes so far. */
  moment(query: ListQuery) {
    return database.tenants.transaction(this.id, "snapshot", async (db) => {
      const found = await this.#find(db, query, undefined, undefined, "all");
      const row = await db.row<{ changes: number }>(
        sql`select coalesce(sum(changes), 0)::int8 as changes from visibility_class_count where marketplace_id = ${this.id}`,
      );
      return { found, changes: row?.changes };
    });
  }

  async #find(
    db: TenantDb,
    query: ListQuery,
    classes: ReadonlySet<number> | undefined,
    numbers: ReadonlyMap<string, number> | undefined,
    offered: OfferedClasses | undefined,
  ) {
    const among = (ids: OfferedClasses | undefined) =>
      ids === undefined || ids === "all" ? sql`true` : sql`t.visibility_class_id = any(${[...ids]}::int[])`;
    const search = searchSql(query.search, productColumns, searchedDocument);
    const from = sql`product as t`;
    const scope = sql`t.marketplace_id = ${this.id} and ${among(offered)}`;
    const asked = sql`${among(classes)} and ${search.where}`;
    const where = sql`t.marketplace_id = ${this.id} and ${asked} and ${filterSql(query.filters, productColumns)}`;
    const listOrder = sql`(${JSON.stringify(Object.fromEntries(numbers ?? []))}::jsonb ->> t.id)::int`;
    const order =
      numbers === undefined
        ? orderSql(query, shape, productColumns, { ranks: search.ranks, missingLast: true })
        : sql`${listOrder}, folded_text(t.name), folded_text(t.id)`;
    const list = { from, scope, where: asked, filters: query.filters, columns: productColumns };
    const rows = await db.rows<{ id: string }>(sql`select t.id from product t where ${where} order by ${order}`);
    const begin = (query.page - 1) * query.pageSize;
    const ids = rows.map(({ id }) => id).slice(begin, begin + query.pageSize);
    const facets = await readFacets(db, list);
    // What is grouped by in one pass makes no difference, nor that some of it is of no facet.
    assert.deepEqual(await readFacets(db, list, ["Spec.Size", "None", "Color"]), facets);
    return { total: rows.length, ids, facets };
  }

  indexed<Result>(work: (work: { db: TenantDb; services: { tenants: Database["tenants"] } }) => Promise<Result>) {
    const { tenants } = database;
    return tenants.transaction(this.id, "read", (db) => work({ db, services: { tenants } }));
  }
}

const words = fc.constantFrom(
  ...[
    "lamp",
    "Lamps",
    "desk",
    "DESK",
    "running",
    "runs",
    "the",
    "and",
    "café",
    "cafe",
    "Straße",
    "ΟΔΟΣ",
    "x™",
    "SKU-12-A",
    "12",
    "oak",
  ],
  ...["oaken", "灯", "台灯", "e\u0301", "i", "I", "well-made", "a"],
);
const text = fc.array(words, { minLength: 1, maxLength: 5 }).map((some) => some.join(" "));
const leaf = fc.constantFrom<unknown>(
  ...[
    "red",
    "Red",
    "RED",
    "blue",
    "12",
    "true",
    "",
    "Straße",
    "STRASSE",
    "É",
    "😀",
    "\uffee",
    null,
    true,
    false,
    12,
    1.5,
    -3,
  ],
  ...["1e1", "1.50", "2.", ".5", "+7", "05", " 7", "-3E0"],
  ...[0.25, 1e-7, 1.5e19, [], {}, [[["red"]]], [[[["red"]]]], [[[[["red"]]]]]],
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.array(fc.array(leaf, { maxLength: 2 }), { maxLength: 2 }),
);
const xp = fc.option(
  fc.record(
    {
      Color: value,
      Size: value,
      Tags: value,
      Spec: fc.oneof(fc.record({ Size: value }), fc.array(fc.record({ Size: value }), { maxLength: 2 }), leaf),
    },
    { requiredKeys: [] },
  ),
);
const product = (id: fc.Arbitrary<string>): fc.Arbitrary<Product> =>
  fc.record({
    id,
    owner: fc.constantFrom("O", "s1", "S2"),
    name: text,
    description: fc.option(text),
    classId: fc.integer({ min: 1, max: 3 }),
    xp,
  });
const ids = fc.integer({ min: 0, max: 60 }).map((number) => `${number % 3 === 0 ? "SKU-" : "desk"}${number}`);
const products = (most: number) => fc.uniqueArray(product(ids), { maxLength: most, selector: ({ id }) => id });

const phrase = fc.oneof(
  text,
  fc.constantFrom(
    "desk",
    "desk lamp",
    "SKU",
    "the",
    "the and",
    "run",
    "lamp lamps",
    "la",
    "oak the lamp",
    "desk 12",
    "台",
  ),
);
const filter = fc.record({
  path: fc.constantFrom("xp.Color", "xp.Size", "xp.Tags", "xp.Spec.Size", "xp.None"),
  value: fc
    .array(
      fc.tuple(
        fc.constantFrom("", "", "!", ">", "<=", ">=", "<"),
        fc.constantFrom(
          "red",
          "RED",
          "blue",
          "12",
          "1.50",
          "true",
          "*",
          "strasse",
          "é",
          "0.00",
          "15000000000000000000",
          "2",
          "0.5",
          "-3.5",
          "7",
          "0.0000001",
        ),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((parts) => parts.map((part) => part.join("")).join("|")),
});
/** What stands for words of a phrase, by places that may lie beyond it. */
const others = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 1 }),
    number: fc.integer({ min: 1, max: 2 }),
    alternatives: fc.array(fc.oneof(text, words).map(wordsOf), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 2 },
);
const question = fc.record({
  others: fc.option(others, { nil: undefined }),
  classes: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 4 })), { nil: undefined }),
  /** Classes offered beside those asked for. */
  beside: fc.constantFrom<readonly number[] | "all" | undefined>(undefined, undefined, "all", [], [1], [2, 3]),
  search: fc.option(phrase, { nil: undefined }),
  searchType: fc.constantFrom("AnyTerm", "AllTermsAnyField", "AllTermsSameField", "ExactPhrase", "ExactPhrasePrefix"),
  searchOn: fc.option(fc.constantFrom("Name", "ID,Description", "Description,Name", "Name,Description,ID"), {
    nil: undefined,
  }),
  filters: fc.array(filter, { maxLength: 3 }),
  page: fc.constantFrom(1, 1, 2),
  sortBy: fc.constantFrom(
    ...[undefined, undefined, "!Name", "xp.Size", "!xp.Color,Name", "OwnerID,!xp.Spec.Size", "Description"],
    ...["xp.Size,Name,ID", "!xp.Size", "xp.Size,!xp.Color", "xp.Color,!xp.Size,!ID", "ID", "Name", "!OwnerID,Name"],
  ),
  pageSize: fc.constantFrom(3, 20),
  numbers: fc.option(
    fc.array(fc.tuple(ids, fc.integer({ min: -1, max: 2 })), { maxLength: 12 }).map((entries) => new Map(entries)),
    { nil: undefined },
  ),
});

function queryOf({
  others,
  search,
  searchType,
  searchOn,
  filters,
  page,
  pageSize,
  sortBy,
}: typeof question extends fc.Arbitrary<infer Q> ? Q : never): ListQuery {
  const pairs = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
  if (search !== undefined) {
    pairs.append("search", search);
    pairs.append("searchType", searchType);
    if (searchOn !== undefined) pairs.append("searchOn", searchOn);
  }
  if (sortBy !== undefined) pairs.append("sortBy", sortBy);
  for (const { path, value: given } of filters) pairs.append(path, given);
  const query = parseList(parsePairs(pairs.toString()), shape, new Set());
  if (query.search === undefined || others === undefined) return query;
  const { length } = wordsOf(query.search.phrase);
  let next = 0;
  const placed = others.map(({ gap, number, alternatives }) => {
    const at = next + gap;
    next = at + number;
    return { at, number, alternatives };
  });
  return { ...query, search: { ...query.search, others: placed.filter(({ at, number }) => at + number <= length) } };
}

const everything = parseList([], shape, new Set());

/** What an index answers as soon as it is made. */
const onceMade = <Found extends object>(find: () => Promise<Found | undefined>): Promise<Found> =>
  until(find, "no index is made");

test("the index finds, counts and orders products as the database does, before and after they change, and as a process reads it from the disk", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-indexes-"));
  t.after(() => rm(folder, { recursive: true }));
  const written = { kept: 0, keptChanges: 1, keptMs: 0 };
  // While the clock stands still an index takes no time to be made, and may be made again at once.
  const now = performance.now();
  t.mock.method(performance, "now", () => now);
  const keptIndexes = () =>
    new KeptIndexes({ folder, maxBytes: 1e9, key: Buffer.alloc(32, 7), schema: "s", warn: assert.fail });
  let restarted = 0;
  let answered = 0;
  let asked = 0;
  let sorted = 0;
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(
      products(40),
      fc.array(fc.tuple(products(6), fc.uniqueArray(ids, { maxLength: 4 })), { maxLength: 2 }),
      fc.array(question, { minLength: 12, maxLength: 12 }),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 2 })),
      fc.constantFrom(
        { most: 65_536, recent: 256, counted: 1, few: 4, frequent: 1, first: 4, together: 2 },
        { most: 9, recent: 4, counted: 2, few: 1, own: 1, frequent: 2, first: 3, together: 0 },
        { most: 16, recent: 4, counted: 1, few: 0, frequent: 3 },
        { most: 16, recent: 1 },
      ),
      async (first, changes, questions, [least, other], sizes) => {
        const shop = new Products();
        const indexes = new ProductIndexes(new Stems(), { ...sizes, ...written }, undefined, keptIndexes());
        await shop.facets([
          { id: "Color", path: null, least },
          { id: "size", path: "Spec.Size", least: other },
          { id: "Tags", path: null, least: 1 },
        ]);
        await shop.write(first);
        // Who is shown a page again holds the set of classes.
        const sets = questions.map(({ classes }) => classes && new Set(classes));
        for (const [changed, gone] of [[[], []] as const, ...changes]) {
          await shop.write(
            changed,
            gone.filter((id) => !changed.some((one) => one.id === id)),
          );
          // What was written before the changes, and the changes.
          const later = new ProductIndexes(new Stems(), { ...sizes, kept: 1e9 }, undefined, keptIndexes());
          await shop.indexed((work) => later.ready(work));
          await shop.indexed((work) => indexes.follow(work));
          for (const classes of sets.slice(0, 3)) {
            const scope = classes && { classIds: classes };
            const found = await shop.indexed((work) => indexes.find(work, everything, { ...scope, counts: true }));
            const { total, facets } = await shop.plainly(everything, classes);
            if (found === undefined) continue;
            assert.deepEqual([found.total, found.facets], [total, facets]);
            counted++;
          }
          for (const [index, one] of questions.entries()) {
            const query = queryOf(one);
            const classes = sets[index];
            const numbers = query.sorted || query.search !== undefined ? undefined : one.numbers;
            const { beside } = one;
            const offered =
              classes === undefined || beside === undefined
                ? undefined
                : beside === "all"
                  ? beside
                  : new Set([...classes, ...beside]);
            const scope = {
              ...(classes && { classIds: classes }),
              ...(offered && { offered }),
              ...(numbers && { numbers }),
            };
            const found = await shop.indexed((work) => indexes.find(work, query, scope));
            asked++;
            if (found === undefined) continue;
            answered++;
            const again = later.countsFacets(shop.id)
              ? await shop.indexed((work) => later.find(work, query, scope))
              : undefined;
            if (again !== undefined) {
              restarted++;
              assert.deepEqual(again, found, JSON.stringify(one));
            }
            const { total, ids: page, facets } = found;
            const { search: meant } = found;
            const plainly = await shop.plainly(meant ? { ...query, search: meant } : query, classes, numbers, offered);
            assert.deepEqual({ total, ids: page ?? plainly.ids, facets }, plainly, JSON.stringify(one));
            if (page !== undefined && query.sorted) sorted++;
          }
          await indexes.settled();
        }
      },
    ),
    // What is found to be wrong is told, however long it would take to find the shortest example of it.
    { numRuns: 25, interruptAfterTimeLimit: 300_000 },
  );
  assert.ok(answered > asked / 2, `${answered} of ${asked} questions were answered`);
  assert.ok(restarted > asked / 4, `${restarted} of ${asked} by what was kept`);
  assert.ok(counted > asked / 8, `${counted} times all was counted`);
  assert.ok(sorted > asked / 5, `${sorted} of ${asked} in an order of the client's`);
});

test("of many products a filter looks at those it finds, and a page at hardly more than it shows", async (t) => {
  const shop = new Products();
  await shop.facets(["Color", "Size"].map((id) => ({ id, path: null, least: 1 })));
  const number = 1_500;
  const made = Array.from({ length: number }, (_, n) => ({
    id: `p${n}`,
    owner: "O",
    name: `desk ${(n * 7) % number}`,
    description: null,
    classId: 1 + (n % 100),
    xp: { Lot: n >> 2, Color: ["red", "blue", "green"][n % 3], Size: n % 5, Tags: [`t${n % 50}`, `t${n % 7}`] },
  }));
  await shop.write(made);
  const indexes = new ProductIndexes(new Stems(), { most: 512, counted: 64, few: 32 });
  let looked = 0;
  const { places } = Segment.prototype;
  t.mock.method(Segment.prototype, "places", function (this: Segment, ...args: Parameters<typeof places>) {
    looked += args[2]?.length ?? this.size;
    return places.apply(this, args);
  });
  const all = new Set(Array.from({ length: 100 }, (_, n) => n + 1));
  const few = new Set([3]);
  const questions: readonly (readonly [most: number, text: string, classes?: ReadonlySet<number>])[] = [
    [4, "xp.Lot=7"],
    [40, "xp.Lot=>366"],
    [60, "xp.Tags=t20"],
    [40, "xp.Color=!red", few],
    [40, "sortBy=!xp.Lot", few],
    // Of each of three segments a few at a time, for facets of their own and for the page.
    [250, "xp.Color=red&xp.Lot=!9"],
    [250, "xp.Size=>1&xp.Color=red|blue&pageSize=5"],
    [250, "sortBy=xp.Lot&pageSize=5&xp.Lot=!9"],
    // Of what comes behind a full page nothing is looked at, whatever tells apart what the first key leaves together.
    [100, "sortBy=!xp.Size,Name&pageSize=5"],
    [100, "sortBy=xp.Size,Name&pageSize=5&xp.Lot=!9"],
    [100, "sortBy=Name&pageSize=5&xp.Lot=!9"],
    [250, "sortBy=xp.Size&pageSize=5&xp.Lot=!9"],
    [250, "sortBy=!xp.Size&pageSize=5&xp.Lot=!9"],
    [250, "sortBy=xp.Nothing,!ID&pageSize=5&xp.Lot=!9"],
    [250, "sortBy=xp.Size,!xp.Color&pageSize=5&xp.Lot=!9"],
    [250, "sortBy=!Name&pageSize=5&xp.Lot=!9"],
  ];
  for (const [most, text, classes = all] of questions) {
    const query = parseList(parsePairs(text), shape, new Set());
    // On a machine that is wanted by others an index leaves a question to the database now and then.
    const ask = () =>
      onceMade(() => {
        looked = 0;
        return shop.indexed((work) => indexes.find(work, query, { classIds: classes }));
      });
    // What facets count of many is kept from the first question on.
    await ask();
    const found = await ask();
    assert.ok(looked <= most, `${text} looked at ${looked}`);
    const { total, ids: page, facets } = found;
    assert.deepEqual({ total, ids: page, facets }, await shop.plainly(query, classes), text);
  }
});

test("a search for a frequent word and a rare one looks at hardly more than the products that have the rare one, however many segments there are, and as products leave", async (t) => {
  const shop = new Products();
  await shop.facets(["Color", "Size"].map((id) => ({ id, path: null, least: 1 })));
  const made = Array.from({ length: 1_200 }, (_, n) => ({
    id: `p${n}`,
    owner: "O",
    name: `${n % 3 === 0 ? "desk" : "lamp"} ${n % 7 === 0 ? "oak desk" : "ash"} n${n}`,
    description: n % 5 === 0 ? "a desk" : null,
    classId: 1 + (n % 40),
    xp: { Color: ["red", "blue", "green"][n % 3], Size: n % 5 },
  }));
  await shop.write(made);
  const indexes = new ProductIndexes(new Stems(), { most: 64, frequent: 32, first: 64 });
  let looked = 0;
  const { places } = Segment.prototype;
  t.mock.method(Segment.prototype, "places", function (this: Segment, ...args: Parameters<typeof places>) {
    looked += args[2]?.length ?? this.size;
    return places.apply(this, args);
  });
  const some = new Set([1, 2, 3, 8, 9]);
  const find = async (text: string, classIds: ReadonlySet<number> | undefined) => {
    const query = parseList(parsePairs(text), shape, new Set());
    const ask = () => shop.indexed((work) => indexes.findNow(work, query, classIds ? { classIds } : {}));
    const found = await ask();
    if (found === undefined) return undefined;
    const { total, ids: page, facets } = found;
    assert.deepEqual({ total, ids: page, facets }, await shop.plainly(query, classIds), text);
    return found;
  };
  await shop.indexed((work) => onceMade(() => indexes.find(work, everything, { counts: true })));
  const texts = (n: number) => [`desk n${n}`, `n${n} lamp`, `desk n${n}&page=2&pageSize=12`, `n${n + 1} oak n${n}`];
  for (const classIds of [some, undefined]) {
    const shown: string[] = [];
    for (const text of texts(7)) shown.push(...(await find(`search=${text}`, classIds))!.ids!);
    for (const text of texts(400)) {
      looked = 0;
      await find(`search=${text}`, classIds);
      assert.ok(looked <= 8, `${text} looked at ${looked}`);
    }
    // Those that are shown first leave, or have other words, one after the other.
    for (const [n, id] of [...new Set(shown)].slice(0, 24).entries()) {
      const product = made.find((one) => one.id === id)!;
      await (n % 2 === 0 ? shop.write([], [id]) : shop.write([{ ...product, name: "stool", description: null }]));
      looked = 0;
      await find(`search=desk n${n}`, classIds);
      if (n % 8 !== 0) await find(`search=lamp n${n}`, classIds);
    }
  }
});

test("what has words that stand for those of a search is found and ordered as the database does it, whatever is frequent", async () => {
  const shop = new Products();
  await shop.facets([{ id: "Color", path: null, least: 1 }]);
  const nouns = ["desk", "table", "bureau", "lamp", "light", "oak", "elm"];
  const word = (n: number): string => nouns[n % nouns.length]!;
  await shop.write(
    Array.from({ length: 400 }, (_, n) => ({
      id: `p${n}`,
      owner: "O",
      name: `${word(n)}${n % 4 === 0 ? ` ${word(n * 3 + 1)}` : ""}${n % 50 === 0 ? "" : ` n${n}`}`,
      description: n % 3 === 0 ? `${word(n >> 2)} ${word(n >> 3)} with ${word(n >> 5)}` : null,
      classId: 1 + (n % 5),
      xp: { Color: ["red", "blue", "green"][n % 3] },
    })),
  );
  const others = [
    [{ at: 0, number: 1, alternatives: [["table"]] }],
    [{ at: 0, number: 1, alternatives: [["table"], ["bureau"]] }],
    [
      { at: 0, number: 1, alternatives: [["bureau"]] },
      { at: 1, number: 1, alternatives: [["light"], ["n14"]] },
    ],
    [{ at: 0, number: 2, alternatives: [["elm"], ["n21"]] }],
    [{ at: 0, number: 1, alternatives: [["the"], ["elm"]] }],
    [{ at: 0, number: 1, alternatives: [["oak", "elm"], ["elm"]] }],
  ];
  const phrases = [
    "desk",
    "desk lamp",
    "desk n7",
    "n7",
    "stool n14",
    "lamp desk oak",
    "desk desk",
    "elm light desk n21 n35",
    "the desk",
  ];
  const sizes = [
    { most: 64, frequent: 8, first: 4 },
    { most: 32, recent: 8, frequent: 4, first: 64 },
    { most: 65_536, frequent: 1, first: 3 },
  ];
  let compared = 0;
  for (const [round, size] of sizes.entries()) {
    const indexes = new ProductIndexes(new Stems(), size);
    await shop.indexed((work) => onceMade(() => indexes.find(work, everything, { counts: true })));
    for (const phrase of phrases)
      for (const [n, alternatives] of others.entries()) {
        const scope = n % 2 === round % 2 ? { classIds: new Set([1, 2, 4]) } : {};
        const pages = n % 3 === 0 ? "&page=2&pageSize=3" : "&pageSize=4";
        const parsed = parseList(parsePairs(`search=${phrase}&searchType=AnyTerm${pages}`), shape, new Set());
        const { length } = wordsOf(phrase);
        const placed = alternatives.filter(({ at, number }) => at + number <= length);
        const query = { ...parsed, search: { ...parsed.search!, others: placed } };
        // What is known of a word from the first search for it is used by the next.
        for (const _ of ["first", "again"]) {
          const found = await shop.indexed((work) => indexes.findNow(work, query, scope));
          if (found?.ids === undefined) continue;
          const { total, ids: page, facets } = found;
          assert.deepEqual({ total, ids: page, facets }, await shop.plainly(query, scope.classIds), `${phrase} ${n}`);
          compared++;
        }
      }
  }
  assert.ok(compared > 200, `${compared} were compared`);
});

test("the indexes of two processes find, while products are written, what there is at the moment that the answer names", async () => {
  const shop = new Products();
  const processes = [
    new ProductIndexes(new Stems(), { most: 16, recent: 3, counted: 1 }),
    new ProductIndexes(new Stems(), { counted: 1 }),
  ];
  const made = (n: number, round: number): Product => ({
    id: `p${n}`,
    owner: n % 3 === 0 ? "O" : "s1",
    name: `${["desk", "lamp", "oak desk"][(n + round) % 3]} ${n}`,
    description: round % 4 === 0 ? null : "of oak",
    classId: 1 + ((n + round) % 3),
    xp: { Color: ["red", "blue", "green"][(n * 7 + round) % 3], Size: (n + round) % 10 },
  });
  await shop.facets([
    { id: "Color", path: null, least: 1 },
    { id: "Size", path: null, least: 0 },
  ]);
  await shop.write(Array.from({ length: 60 }, (_, n) => made(n, 0)));
  let writing = true;
  const writer = (async () => {
    for (let round = 1; round <= 60; round++) {
      const some = Array.from({ length: 1 + (round % 5) }, (_, n) => made((round * 11 + n * 13) % 60, round));
      const gone = `p${(round * 17) % 60}`;
      await shop.write(some, some.some(({ id }) => id === gone) ? [] : [gone]);
    }
    writing = false;
  })();
  const asked = [
    "",
    "search=desk",
    "xp.Color=red",
    "sortBy=!xp.Size,Name&pageSize=7",
    "search=oak&xp.Size=>4&sortBy=xp.Color",
  ];
  let agreed = 0;
  for (let round = 0; writing || (agreed < 8 && round < 1_000); round++) {
    const text = asked[round % asked.length] as string;
    const query = parseList(parsePairs(text), shape, new Set());
    const indexes = processes[(round >> 2) % 2]!;
    // The first question has the index made.
    const found =
      (await shop.indexed((work) => indexes.findNow(work, query, {}))) ??
      (await shop.indexed((work) => indexes.find(work, query, {})));
    const then = await shop.moment(query);
    if (found?.changes !== then.changes) continue;
    agreed++;
    const { total, ids: page, facets } = found!;
    assert.deepEqual({ total, ids: page, facets }, then.found, text);
  }
  await writer;
  assert.ok(agreed >= 8, `${agreed} answers were of the moment they were looked at`);
});

test("whoever can do without an index waits for a slow disk no longer than they say, and others for as long as it takes", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-indexes-"));
  t.after(() => rm(folder, { recursive: true }));
  const kept = new KeptIndexes({ folder, maxBytes: 1e9, key: Buffer.alloc(32), schema: "s", warn: assert.fail });
  const shop = new Products();
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  await shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp: null }]);
  const first = new ProductIndexes(new Stems(), { kept: 0 }, undefined, kept);
  await onceMade(() => shop.indexed((work) => first.find(work, query, {})));
  await first.settled();
  const slow = Promise.withResolvers<void>();
  const { read: plainly } = KeptIndexes.prototype;
  t.mock.method(KeptIndexes.prototype, "read", async function (this: KeptIndexes, ...asked: [string, number]) {
    await slow.promise;
    return plainly.apply(this, asked);
  });
  const later = new ProductIndexes(new Stems(), {}, undefined, kept);
  const [held] = later.caches;
  await shop.indexed((work) => later.ready(work, 10));
  assert.equal(held?.entries, 0);
  const ready = shop.indexed((work) => later.ready(work));
  slow.resolve();
  await ready;
  // On a busy machine the reading takes longer than anybody waits.
  await until(() => held?.entries === 1, "the index is not read");
});

test("what was kept of a database that was restored from an earlier copy, and went another way, is not used", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-indexes-"));
  t.after(() => rm(folder, { recursive: true }));
  const kept = new KeptIndexes({ folder, maxBytes: 1e9, key: Buffer.alloc(32), schema: "s", warn: assert.fail });
  const shop = new Products();
  const lamp = (id: string): Product => ({ id, owner: "O", name: "lamp", description: null, classId: 1, xp: null });
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  await shop.write([lamp("before")]);
  const tables = ["product", "visibility_class_count", "product_change_count", "product_change"];
  const columnsOf = async (db: TenantDb, table: string) =>
    (
      await db.rows<{ name: string }>(sql`select attname as name from pg_attribute
        where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`)
    ).map(({ name }) => sql.ref(name));
  const copy = await database.tenants.transaction(shop.id, "snapshot", (db) =>
    Promise.all(
      tables.map((table) =>
        db.row<{ rows: string }>(sql`select json_agg(t)::text as rows from ${sql.table(table)} t
          where marketplace_id = ${shop.id}`),
      ),
    ),
  );
  const restore = () =>
    database.tenants.transaction(shop.id, "write", async (db) => {
      for (const [index, table] of tables.entries()) {
        const columns = sql.join(await columnsOf(db, table));
        await db.run(sql`delete from ${sql.table(table)} where marketplace_id = ${shop.id}`);
        await db.run(sql`insert into ${sql.table(table)} (${columns}) select ${columns}
          from json_populate_recordset(null::${sql.table(table)}, ${copy[index]?.rows ?? "[]"}::json)`);
      }
    });
  const found = async (indexes: ProductIndexes) => {
    await shop.indexed((work) => indexes.ready(work));
    return (await onceMade(() => shop.indexed((work) => indexes.find(work, query, {})))).ids;
  };
  await shop.write([lamp("lost")]);
  const first = new ProductIndexes(new Stems(), { kept: 0 }, undefined, kept);
  assert.deepEqual(await found(first), ["before", "lost"]);
  await first.settled();
  const removed = t.mock.method(kept, "remove");
  await restore();
  await shop.write([lamp("other")]);
  assert.deepEqual(await found(new ProductIndexes(new Stems(), {}, undefined, kept)), ["before", "other"]);
  assert.equal(removed.mock.callCount(), 1, "the file was read, and goes");
});

test("indexes that drive each other out of memory are not read from the disk again and again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-indexes-"));
  t.after(() => rm(folder, { recursive: true }));
  const kept = new KeptIndexes({ folder, maxBytes: 1e9, key: Buffer.alloc(32), schema: "s", warn: assert.fail });
  const first = new ProductIndexes(new Stems(), { kept: 0 }, undefined, kept);
  const shops = [new Products(), new Products()];
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  for (const shop of shops) {
    const lamp = { owner: "O", name: "lamp", description: null, classId: 1, xp: null };
    await shop.write(Array.from({ length: 500 }, (_, n) => ({ ...lamp, id: `lamp ${n} of many` })));
    await onceMade(() => shop.indexed((work) => first.find(work, query, {})));
  }
  await first.settled();
  const memory = Math.floor(0.75 * (first.caches[0]?.bytes ?? 0));
  let now = performance.now();
  t.mock.method(performance, "now", () => now);
  const { read: plainly } = KeptIndexes.prototype;
  const read = t.mock.method(KeptIndexes.prototype, "read", function (this: KeptIndexes, ...asked: [string, number]) {
    now += 50;
    return plainly.apply(this, asked);
  });
  const later = new ProductIndexes(new Stems(), {}, memory, kept);
  const ask = async () => {
    for (const shop of [...shops, ...shops, ...shops]) {
      now += 10;
      await shop.indexed((work) => later.ready(work));
    }
  };
  await ask();
  assert.equal(read.mock.callCount(), 2);
  now += 20 * 50;
  await ask();
  assert.equal(read.mock.callCount(), 4);
});

test("a client that names ever new properties has the index read eight of them, and keeps what was read", async () => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems());
  await shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp: { P0: 1 } }]);
  await onceMade(() => shop.indexed((work) => indexes.find(work, everything, {})));
  const totals = async (paths: readonly string[]) => {
    const found: unknown[] = [];
    for (const path of paths) {
      const query = parseList(parsePairs(`xp.${path}=1`), shape, new Set());
      found.push((await shop.indexed((work) => indexes.find(work, query, {})))?.total);
    }
    return found;
  };
  const paths = Array.from({ length: 10 }, (_, index) => `P${index}`);
  assert.deepEqual(await totals(paths), [1, 0, 0, 0, 0, 0, 0, 0, undefined, undefined]);
  assert.deepEqual(await totals(["P0", "P7", "P8"]), [1, 0, undefined]);
});

test("the index is brought up for what it can tell, and of use to a list that asks for nothing once it has facets to count", async () => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems());
  const lamp = { id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp: { Color: "red" } };
  const asked = (text: string) => parseList(parsePairs(text), shape, new Set());
  const scope = {};
  const totals = async (how: "find" | "findNow", text: string) =>
    (await shop.indexed((work) => indexes[how](work, asked(text), scope)))?.total;
  await shop.write([lamp]);
  assert.equal(await totals("findNow", "xp.Color=red"), undefined, "there is no index yet");
  assert.equal(await totals("find", "xp.Color=red"), 1);
  assert.equal(indexes.countsFacets(shop.id), false);
  await shop.facets([{ id: "Color", path: null, least: 1 }]);
  await shop.write([{ ...lamp, id: "q" }]);
  assert.equal(await totals("findNow", "Name=lamp"), undefined);
  assert.equal(await totals("find", "xp.Color=red"), 1, "for what it cannot tell it was left as it was");
  assert.equal(await totals("findNow", "xp.Color=red"), 2);
  assert.equal(indexes.countsFacets(shop.id), true);
});

const questions = {
  "lists with filters": async (indexes: ProductIndexes, shop: Products) => {
    const query = parseList(parsePairs("xp.Color=red"), shape, new Set());
    return (await shop.indexed((work) => indexes.find(work, query, {})))?.ids;
  },
  suggestions: async (indexes: ProductIndexes, shop: Products) => {
    const scope = { classIds: new Set([1]), version: 0, asWritten: true };
    return (await shop.indexed((work) => indexes.suggest(work, { before: [], begun: "la" }, scope, 5)))?.ids;
  },
};

for (const [kind, ask] of Object.entries(questions))
  test(`few questions are answered at a time, and a marketplace that asks many leaves room for another's: ${kind}`, async (t) => {
    const [busy, other] = [new Products(), new Products()];
    const indexes = new ProductIndexes(new Stems());
    for (const shop of [busy, other]) {
      await shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp: { Color: "red" } }]);
      assert.deepEqual(await onceMade(() => ask(indexes, shop)), ["p"]);
    }
    let running = 0;
    let most = 0;
    const slowly = function* () {
      most = Math.max(most, ++running);
      for (let slice = 0; slice < 3; slice++) {
        const end = performance.now() + 6;
        while (performance.now() < end);
        yield;
      }
      running--;
    };
    const { answering, sights } = ProductIndex.prototype;
    t.mock.method(
      ProductIndex.prototype,
      "answering",
      function* (this: ProductIndex, ...asked: Parameters<typeof answering>): ReturnType<typeof answering> {
        yield* slowly();
        return yield* answering.apply(this, asked);
      },
    );
    t.mock.method(ProductIndex.prototype, "sights", function (this: ProductIndex, ...asked: Parameters<typeof sights>) {
      const [first] = sights.apply(this, asked);
      // Between two of these others may have their turn.
      return Iterator.from(slowly()).map(() => first);
    });
    const ended: Products[] = [];
    const found = await Promise.all(
      [...Array.from({ length: 20 }, () => busy), other].map(async (shop) => {
        const ids = await ask(indexes, shop);
        ended.push(shop);
        return ids;
      }),
    );
    for (const ids of found) assert.deepEqual(new Set(ids), new Set(["p"]));
    assert.ok(most > 1 && most <= 8, `${most} at a time`);
    assert.ok(ended.indexOf(other) < 16, `${ended.indexOf(other)} came before`);
  });

test("more changes than are indexed beside the others, in one look or in many, are never told in part: the index is made anew", async (t) => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems(), { most: 4, recent: 2, changed: 6 });
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  const lamps = (from: number, number: number, name: string): Product[] =>
    Array.from({ length: number }, (_, n) => ({
      id: `p${from + n}`,
      owner: "O",
      name: `lamp ${name}`,
      description: null,
      classId: 1,
      xp: null,
    }));
  const find = () => shop.indexed((work) => indexes.find(work, query, {}));
  const findNow = () => shop.indexed((work) => indexes.findNow(work, query, {}));
  const made = () => onceMade(find);
  await shop.write(lamps(0, 20, "old"));
  assert.equal((await made()).total, 20);
  let now = performance.now();
  t.mock.method(performance, "now", () => now);
  await shop.write(lamps(0, 6, "new"));
  assert.equal((await findNow())?.total, 20, "so many are taken in");
  await shop.write(lamps(6, 1, "new"));
  assert.equal(await findNow(), undefined, "one more than that");
  assert.equal(await find(), undefined, "it was made just now");
  now += 3_600_000;
  assert.deepEqual((await made()).ids, (await shop.plainly(query, undefined)).ids);
  await shop.write(lamps(0, 7, "other"));
  assert.equal(await findNow(), undefined, "as many at once");
});

/** Counts the rows that the database looks at in each snapshot that is read of a marketplace, by table. */
function countingReads(t: TestContext, shop: Products) {
  const { tenants } = database;
  const reads: ReadonlyMap<string, number>[] = [];
  t.mock.method(
    tenants,
    "transaction",
    new Proxy(tenants.transaction.bind(tenants), {
      apply(transaction, _, [id, mode, work, terms]: Parameters<typeof tenants.transaction>) {
        if (id !== shop.id || mode !== "snapshot") return transaction(id, mode, work, terms);
        return transaction(
          id,
          mode,
          async (db) => {
            // Those of the connection's last transactions may be among them.
            const before = await rowsLookedAt(db);
            const result = await work(db);
            const after = await rowsLookedAt(db);
            reads.push(new Map(after.entries().map(([table, rows]) => [table, rows - (before.get(table) ?? 0)])));
            return result;
          },
          terms,
        );
      },
    }),
  );
  return reads;
}

const lamp = (id: string, text = "lamp", classId = 1): Product => ({
  id,
  owner: "O",
  name: text,
  description: null,
  classId,
  xp: null,
});

const searched = (text: string) => parseList(parsePairs(`search=${text}`), shape, new Set());

test("of many products in one class, and of many classes, an edit has those read that changed and no others", async (t) => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems());
  const all = Array.from({ length: 1_990 }, (_, n) => lamp(`p${n}`));
  await shop.write(all);
  await database.tenants.transaction(shop.id, "write", async (db) =>
    countMoves(
      db,
      Array.from({ length: 5_000 }, (_, n) => ({ id: "elsewhere", from: 10 + n, to: 11 + n })),
    ),
  );
  await analyze(["product", "product_change", "visibility_class_count"]);
  const total = async (text: string) =>
    (await shop.indexed((work) => indexes.findNow(work, searched(text), {})))?.total;
  const first = await onceMade(() => shop.indexed((work) => indexes.find(work, searched("lamp"), {})));
  assert.equal(first.total, 1_990);
  const reads = countingReads(t, shop);
  await shop.write([lamp("p7", "desk")]);
  assert.deepEqual([await total("lamp"), await total("desk")], [1_989, 1]);
  await shop.write([lamp("p8", "desk"), lamp("p1700", "desk", 2)], ["p9"]);
  assert.deepEqual([await total("lamp"), await total("desk")], [1_986, 3]);
  assert.ok(reads.length >= 2);
  for (const read of reads)
    for (const table of ["product", "visibility_class_count"])
      assert.ok((read.get(table) ?? 0) <= 40, `${read.get(table)} rows of ${table} were looked at`);
  assert.ok(
    reads.some((read) => (read.get("product") ?? 0) > 0),
    "some rows are counted",
  );
});

test("what a transaction writes is taken in when it commits, however long others read and write meanwhile", async () => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems(), { most: 16, recent: 3 });
  await shop.write(Array.from({ length: 40 }, (_, n) => lamp(`p${n}`)));
  const found = async (text: string) => (await shop.indexed((work) => indexes.findNow(work, searched(text), {})))?.ids;
  await onceMade(() => shop.indexed((work) => indexes.find(work, searched("lamp"), {})));
  const [begun, ends] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = shop.write([lamp("p1", "late"), lamp("p2", "late", 2)], ["p3"], async () => {
    begun.resolve();
    await ends.promise;
  });
  await begun.promise;
  for (let n = 10; n < 40; n++) {
    await shop.write([lamp(`p${n}`, "early")]);
    assert.deepEqual(await found("late"), []);
  }
  assert.equal((await found("early"))?.length, 20);
  ends.resolve();
  await late;
  assert.deepEqual(await found("late"), ["p1", "p2"]);
  assert.equal((await found("lamp"))?.includes("p3"), false);
});

test("an index is made anew, and finds what there is, where the database was restored, or the list of changes does not reach back", async (t) => {
  const now = performance.now();
  // While the clock stands still an index takes no time to be made, and may be made again at once.
  t.mock.method(performance, "now", () => now);
  const setUp = async () => {
    const shop = new Products();
    const indexes = new ProductIndexes(new Stems());
    await shop.write([lamp("p"), lamp("q")]);
    await onceMade(() => shop.indexed((work) => indexes.find(work, searched("lamp"), {})));
    const now = () => shop.indexed((work) => indexes.findNow(work, searched("lamp"), {}));
    const anew = async () =>
      (await onceMade(() => shop.indexed((work) => indexes.find(work, searched("lamp"), {})))).ids;
    const inDatabase = (...statements: readonly RawBuilder<unknown>[]) =>
      database.tenants.transaction(shop.id, "write", async (db) => {
        for (const statement of statements) await db.run(statement);
      });
    /** A product changes that nothing tells of but what is done besides. */
    const changed = sql`update product set name = 'desk' where marketplace_id = ${shop.id} and id = 'q'`;
    return { shop, now, anew, inDatabase, changed };
  };

  const other = await setUp();
  const id = other.shop.id;
  await other.inDatabase(
    other.changed,
    sql`update product_change set stamp = stamp + 1 where marketplace_id = ${id}`,
    sql`update product_change_count set stamp = stamp + 1 where marketplace_id = ${id}`,
  );
  assert.equal(await other.now(), undefined, "as many changes, but others");
  assert.deepEqual(await other.anew(), ["p"]);

  const earlier = await setUp();
  await earlier.inDatabase(
    earlier.changed,
    sql`delete from product_change where marketplace_id = ${earlier.shop.id}`,
    sql`delete from product_change_count where marketplace_id = ${earlier.shop.id}`,
  );
  assert.equal(await earlier.now(), undefined, "fewer changes");
  assert.deepEqual(await earlier.anew(), ["p"]);
  await earlier.shop.write([lamp("r")]);
  assert.deepEqual((await earlier.now())?.ids, ["p", "r"]);

  const many = await setUp();
  await database.tenants.transaction(many.shop.id, "write", async (db) => {
    await db.run(many.changed);
    countMoves(
      db,
      Array.from({ length: 20_001 }, (_, n) => ({ id: `m${n}`, from: 8, to: 9 })),
    );
  });
  assert.equal(await many.now(), undefined, "more products than one transaction names");
  assert.deepEqual(await many.anew(), ["p"]);
  await many.shop.write([lamp("r")]);
  assert.deepEqual((await many.now())?.ids, ["p", "r"]);
});

test("the list of changes is bounded: of those long past none is kept", async () => {
  const shop = new Products();
  const listed = async () => {
    const rows = await database.tenants.transaction(shop.id, "read", (db) =>
      db.rows<{ kept: number; counted: number }>(sql`select c.changes::int as counted, (
          select sum(cardinality(e.product_ids))::int from product_change e where e.marketplace_id = ${shop.id} and e.shard = c.shard
        ) as kept from product_change_count c where c.marketplace_id = ${shop.id}`),
    );
    return { most: Math.max(...rows.map(({ kept }) => kept)), all: Math.max(...rows.map(({ counted }) => counted)) };
  };
  for (let round = 0; round < 120; round++)
    await database.tenants.transaction(shop.id, "write", async (db) =>
      countMoves(
        db,
        Array.from({ length: 1_500 }, (_, n) => ({ id: `p${n}`, from: 1, to: 2 })),
      ),
    );
  const { most, all } = await listed();
  assert.ok(all > 8_000, `${all} changes in one shard`);
  assert.ok(most <= 4_096 + 1_500, `${most} are kept`);
});

test("products that change again and again, however few they are, have the index made anew, so that it does not grow for ever", async (t) => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems(), { changes: 20 });
  const [held] = indexes.caches;
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  // While the clock stands still an index takes no time to be made, and may be made again at once.
  const now = performance.now();
  t.mock.method(performance, "now", () => now);
  const write = (round: number) => {
    const xp = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`T${n}`, `text ${n} of round ${round}`]));
    return shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp }]);
  };
  const bytes: number[] = [];
  await write(0);
  await shop.indexed((work) => indexes.find(work, query, {}));
  for (let round = 1; round <= 70; round++) {
    await write(round);
    await shop.indexed((work) => indexes.findNow(work, query, {}));
    // It may be made in the background.
    await shop.indexed((work) => indexes.find(work, query, {}));
    bytes.push(held?.bytes ?? 0);
  }
  const drops = bytes.filter((size, at) => size < (bytes[at - 1] ?? 0) / 2);
  assert.ok(drops.length >= 2, `made anew after 21, 42 and 63 changes: ${bytes.join()}`);
  assert.ok(Math.max(...bytes.slice(21)) <= 1.5 * Math.max(...bytes.slice(0, 21)), bytes.join());
  assert.equal((await shop.indexed((work) => indexes.findNow(work, query, {})))?.total, 1);
});

test("an index for which the memory does not do is not read again before twenty times as long as that took", async (t) => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems(), {}, 1_000);
  const query = parseList(parsePairs("search=lamp"), shape, new Set());
  await shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp: null }]);
  let [now, reads] = [performance.now(), 0];
  t.mock.method(performance, "now", () => now);
  const { tenants } = database;
  const slow = {
    transaction: ((...args: Parameters<typeof tenants.transaction>) => {
      if (args[1] === "snapshot") {
        reads++;
        now += 10_000;
      }
      return tenants.transaction(...args);
    }) as typeof tenants.transaction,
  } as typeof tenants;
  const find = () => shop.indexed(({ db }) => indexes.find({ db, services: { tenants: slow } }, query, {}));
  assert.equal(await find(), undefined);
  assert.equal(reads, 1);
  now += 199_000;
  await find();
  assert.equal(reads, 1);
  now += 2_000;
  await find();
  assert.equal(reads, 2);
});

test("words that end in a digit are their own stems in the database, so that nobody asks it for them", async () => {
  const letters = fc.stringMatching(/^[a-zß-öø-ÿα-ω0-9]{0,12}$/);
  const endings = fc.constantFrom("ies", "ing", "ed", "s", "ly", "y", "ational", "the", "");
  const ending = fc.tuple(letters, endings, fc.integer({ min: 0, max: 9 })).map((parts) => parts.join(""));
  const shop = new Products();
  await shop.indexed(async ({ db }) => {
    const numbered = fc.sample(ending, 300).filter((word) => foldedText(word) === word);
    const rows = await db.rows<{ stem: string }>(
      sql`select (ts_lexize('english_stem', w))[1] as stem from unnest(${numbered}::text[]) with ordinality as t(w, n) order by n`,
    );
    const neverAsked = new Proxy(db, { get: () => assert.fail("the database was asked") });
    const stemOf = await new Stems().of(neverAsked, numbered);
    assert.deepEqual(
      numbered.map(stemOf),
      rows.map(({ stem }) => stem),
    );
  });
});

test("a marketplace of more facets than columns that clients may name has each read once", async (t) => {
  const shop = new Products();
  const indexes = new ProductIndexes(new Stems());
  await shop.facets(Array.from({ length: 70 }, (_, n) => ({ id: `F${n}`, path: null, least: 1 })));
  const xp = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`F${n}`, n]));
  await shop.write([{ id: "p", owner: "O", name: "lamp", description: null, classId: 1, xp }]);
  const query = parseList(parsePairs("search=lamp&xp.Size=!1&sortBy=xp.Size"), shape, new Set());
  const find = () => shop.indexed((work) => indexes.find(work, query, {}));
  assert.equal(JSON.parse((await find())!.facets.text).length, 50);
  const read = t.mock.method(ExtendedValues.prototype, "reading");
  assert.equal(JSON.parse((await find())!.facets.text).length, 50);
  assert.equal(read.mock.callCount(), 0);
});
