import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeOwners, judgeOwnership } from "./ownership.ts";
import { readTableUses } from "./statements.ts";
import { judgeStores } from "./stores.ts";

const known = new Set(["buyer", "app_user", "product", "outbox.delivery"]);
const uses = (source: string) => readTableUses(source, known).map(({ table, kind }) => `${kind} ${table}`);

test("tables are read out of statements, however they are written", () => {
  assert.deepEqual(uses("sql`select id from buyer b join app_user u on true`"), ["reads app_user", "reads buyer"]);
  assert.deepEqual(uses("sql`select 1 from buyer b, product p`"), ["reads buyer", "reads product"]);
  assert.deepEqual(uses("sql`update buyer set id = 1 from product`"), ["writes buyer", "reads product"]);
  assert.deepEqual(uses("sql`delete from app_user where key = 1`"), ["writes app_user"]);
  assert.deepEqual(uses('query("insert into outbox.delivery (id) values (1)")'), ["writes outbox.delivery"]);
  assert.deepEqual(uses('tables.selectFrom("buyer as b").innerJoin("app_user as u", on)'), [
    "reads app_user",
    "reads buyer",
  ]);
  assert.deepEqual(uses('tables\n  .updateTable("buyer").from("product")'), ["writes buyer", "reads product"]);
  assert.deepEqual(uses('tables.insertInto("product").values({})'), ["writes product"]);
  assert.deepEqual(uses('new Table<Product>("product", "Product")'), ["writes product"]);
  assert.deepEqual(uses('new Table("product", "ProductSupplier", {\n  source: sql`(select 1)` })'), []);
});

test("comments, columns and what is no table are left out", () => {
  assert.deepEqual(uses("// from buyer\n/* update product */ sql`select t.product from line_item t`"), []);
  assert.deepEqual(uses('import { product } from "./product.ts"; sql`for update of buyer`'), []);
});

const owned = { people: ["app_user"], buyers: ["buyer"], catalogs: ["product"], platform: ["incrementor"] };
const judged = (file: string, source: string, exceptions: Parameters<typeof judgeOwnership>[1] = []) =>
  judgeOwnership(new Map([[file, source]]), exceptions, owned);

test("owners write their tables, and domains read their own and those beneath", () => {
  for (const [file, source] of [
    ["server/src/catalogs/a.ts", "insert into product"],
    ["server/src/catalogs/a.ts", "select from buyer join app_user"],
    ["server/src/catalogs/a.test.ts", "delete from app_user"],
    ["server/src/buyers/a.ts", "select from incrementor"],
    ["bench/src/a.ts", "delete from app_user"],
  ] as const)
    assert.deepEqual(judged(file, source), [], `${file}: ${source}`);
});

test("writes from outside, upward reads, and tables in the wiring or the platform are refused", () => {
  for (const [file, source] of [
    ["server/src/catalogs/a.ts", "update app_user set x = 1"],
    ["server/src/people/a.ts", "select from buyer"],
    ["server/src/suppliers/a.ts", "select from buyer"],
    ["server/src/platform/db/a.ts", "select from app_user"],
    ["server/src/app.ts", "select from app_user"],
  ] as const)
    assert.equal(judged(file, source).length, 1, `${file}: ${source}`);
});

test("a declared exception stands, and one that nothing needs is refused", () => {
  const exception = { file: "server/src/people/a.ts", table: "buyer", kind: "reads", reason: "so" } as const;
  assert.deepEqual(judged(exception.file, "select from buyer", [exception]), []);
  assert.match(judged(exception.file, "select from app_user", [exception]).join(), /no longer reads buyer/);
});

test("each table of the schema has one owner", () => {
  assert.deepEqual(judgeOwners(["app_user", "buyer", "product", "incrementor"], owned), []);
  assert.match(
    judgeOwners(["app_user", "buyer", "product", "other", "incrementor"], owned).join(),
    /other has no owner/,
  );
  assert.match(judgeOwners(["app_user", "buyer", "product"], owned).join(), /no table incrementor/);
  assert.match(judgeOwners(["buyer"], { a: ["buyer"], b: ["buyer"] }).join(), /several owners/);
});

test("only files whose name says so hold SQL", () => {
  const judgedStores = (file: string, source: string) => judgeStores(new Map([[file, source]])).length;
  for (const source of [
    "sql`select 1`",
    "sql<boolean>`true`",
    'tables.selectFrom("buyer")',
    'new Table("buyer", "Buyer")',
  ]) {
    assert.equal(judgedStores("server/src/buyers/buyers/operations.ts", source), 1, source);
    for (const file of [
      "buyers/buyers/store.ts",
      "buyers/buyers/sellers.store.ts",
      "platform/db/rename.ts",
      "a.test.ts",
    ])
      assert.equal(judgedStores(`server/src/${file}`, source), 0, file);
  }
  assert.equal(judgedStores("server/src/buyers/rules.ts", "// sql`select 1`\nconst tables = [1];"), 0);
});
