import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeRooms, type Room } from "./rooms.ts";

const room: Room = {
  folder: "server/src/catalogs/placement/",
  within: "server/src/catalogs/",
  tables: ["catalog_product"],
  columns: { product: ["active", "name"] },
  inner: ["server/src/catalogs/placement/classes.store.ts"],
  also: ["server/src/catalogs/products/family.store.ts"],
};
/** Begins what is put into a statement; written so, it is no template here. */
const dollar = "$";

const judged = (file: string, source: string, imports: Parameters<typeof judgeRooms>[1] = []) =>
  judgeRooms(new Map([[file, source]]), imports, [room]);

test("only a room writes its tables, and the columns of others that it minds", () => {
  for (const [source, finding] of [
    ["sql`insert into catalog_product (id) values (1)`", /writes catalog_product/],
    ['new AssignmentTable("catalog_product", {})', /writes catalog_product/],
    [`delete from ${dollar}{sql.table(name)} where true`, /does not name/],
    ["sql`update product p set spec_count = 1, active = true where p.id = 1`", /sets active of product/],
    [`update product set ${dollar}{all} from other`, /sets unnamed columns/],
    ['tables.updateTable("product").set({ spec_count: 1, active: true })', /sets active of product/],
    ['tables\n  .updateTable("product as p")\n  .set((of) => ({ name }))', /sets name of product/],
    ['tables.updateTable("product").set(values)', /sets unnamed columns/],
  ] as const) {
    assert.match(judged("server/src/catalogs/products/a.ts", source).join(), finding, source);
    for (const file of [
      "server/src/catalogs/placement/a.ts",
      "server/src/catalogs/products/family.store.ts",
      "server/src/catalogs/products/a.test.ts",
      "server/src/orders/a.ts",
    ])
      assert.deepEqual(judged(file, source), [], file);
  }
  for (const source of [
    "sql`select from catalog_product`",
    "sql`update product set spec_count = (select 1 from spec where active = true) where name = 'a'`",
    "sql`update production set active = true`",
    'tables.updateTable("product").set({ spec_count: 1 }).where("active", "=", true)',
    'tables.updateTable("production").set({ active: true })',
  ])
    assert.deepEqual(judged("server/src/catalogs/products/a.ts", source), [], source);
});

test("what a room keeps to itself is imported within it only", () => {
  const to = "server/src/catalogs/placement/classes.store.ts";
  const from = "server/src/catalogs/products/a.ts";
  assert.match(judged(from, "", [{ from, to }]).join(), /is for server\/src\/catalogs\/placement\/ alone/);
  assert.deepEqual(judged(from, "", [{ from: "server/src/catalogs/placement/b.ts", to }]), []);
});
