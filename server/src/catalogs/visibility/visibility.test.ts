import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { sql } from "../../platform/db/sql.ts";
import type { Parties } from "./rules.ts";
import { plainlySeen } from "./testing/oracle.ts";
import { World } from "./testing/world.ts";

/** Buyer B with group G; catalog K with A over A1; p in A1, q in K alone, r in A. */
async function worked(t: TestContext, viewAllCategories: boolean, viewAllProducts: boolean) {
  const world = await World.open(t);
  await world.buyer("B");
  const group = await world.group("B", "G");
  await world.catalog("K");
  await world.assignCatalog("K", { buyer: "B" }, viewAllCategories, viewAllProducts);
  await world.category("K", "A");
  await world.category("K", "A1", "A");
  for (const product of ["p", "q", "r"]) await world.product(product);
  await world.place("p", "K", "A1");
  await world.place("q", "K");
  await world.place("r", "K", "A");
  const of = async (groupKeys: readonly number[]) => {
    const parties: Parties = { buyerId: "B", buyerGroupId: null, groupKeys };
    const { products, categories, catalogs, total } = await world.seen(parties);
    assert.equal(total, products.length, "counters agree");
    return `${catalogs.join()}: ${categories.join()}; ${products.join()}`;
  };
  return { world, group, member: () => of([group]), other: () => of([]) };
}

test("a catalog that shows everything shows its categories and products", async (t) => {
  const { member, other } = await worked(t, true, true);
  assert.equal(await member(), "K: A,A1; p,q,r");
  assert.equal(await other(), "K: A,A1; p,q,r");
});

test("a catalog that shows nothing by itself is listed all the same", async (t) => {
  const { other } = await worked(t, false, false);
  assert.equal(await other(), "K: ; ");
});

test("a category's settings reach the categories beneath it, and no product outside", async (t) => {
  const { world, other } = await worked(t, false, false);
  await world.assignCategory("K", "A", "B", null, true, true);
  assert.equal(await other(), "K: A,A1; p,r");
});

test("a category's refusal beats the catalog's permission, and a product assignment adds the product alone", async (t) => {
  const { world, group, member, other } = await worked(t, true, true);
  await world.assignCategory("K", "A1", "B", null, false, false);
  assert.equal(await other(), "K: A; q,r");
  await world.assignProduct("p", "B", group);
  assert.equal(await member(), "K: A; p,q,r");
  assert.equal(await other(), "K: A; q,r");
});

test("a category may show its products while it is not listed, and be listed without its products", async (t) => {
  const { world, other } = await worked(t, false, false);
  await world.assignCategory("K", "A", "B", null, null, true);
  assert.equal(await other(), "K: ; p,r");
  await world.assignCategory("K", "A", "B", null, true, null);
  assert.equal(await other(), "K: A,A1; ");
});

test("where a buyer's and a group's setting of one category disagree, true wins", async (t) => {
  const { world, group, member, other } = await worked(t, true, true);
  await world.assignCategory("K", "A", "B", null, false, false);
  await world.assignCategory("K", "A", "B", group, true, true);
  assert.equal(await member(), "K: A,A1; p,q,r");
  assert.equal(await other(), "K: ; q");
});

test("an inactive category hides what is beneath it, save by another route", async (t) => {
  const { world, group, member, other } = await worked(t, true, true);
  await world.category("K", "A", null, false);
  assert.equal(await other(), "K: ; q");
  await world.category("K", "B");
  await world.place("r", "K", "B");
  await world.assignProduct("p", "B", group);
  assert.equal(await other(), "K: B; q,r");
  assert.equal(await member(), "K: B; p,q,r");
});

test("an inactive catalog hides all, an inactive product itself", async (t) => {
  const { world, member, other } = await worked(t, true, true);
  await world.product("p", false);
  assert.equal(await other(), "K: A,A1; q,r");
  await world.catalog("K", false);
  assert.equal(await member(), ": ; ");
});

test("an explanation knows the assignment that opens a product among however many to other groups", async (t) => {
  const { world } = await worked(t, false, false);
  let last = 0;
  for (let number = 0; number <= 100; number++) {
    last = await world.group("B", `of-${number}`);
    await world.assignProduct("q", "B", last);
  }
  const of = (groupKeys: readonly number[]): Parties => ({ buyerId: "B", buyerGroupId: null, groupKeys });
  assert.deepEqual([await world.explained(of([last])), (await world.seen(of([last]))).products], [["q"], ["q"]]);
  assert.deepEqual(await world.explained(of([])), []);
});

test("a product assignment counts for nothing once the buyer has no catalog with the product", async (t) => {
  const { world, other } = await worked(t, false, false);
  await world.assignProduct("p", "B");
  assert.equal(await other(), "K: ; p");
  await world.withdrawCatalog("K", "B");
  assert.equal(await other(), ": ; ");
});

test("settings of a buyer and of its buyer group add up", async (t) => {
  const { world } = await worked(t, true, false);
  await world.buyer("B", "ring");
  await world.assignCatalog("K", { buyerGroup: "ring" }, false, true);
  const seen = (buyerGroupId: string | null) => world.seen({ buyerId: "B", buyerGroupId, groupKeys: [] });
  assert.deepEqual((await seen("ring")).products, ["p", "q", "r"]);
  assert.deepEqual((await seen(null)).products, []);
});

test("a bundle is seen where a product would be, by those who see something of what it consists of", async (t) => {
  const { world, group, member, other } = await worked(t, false, false);
  await world.bundle("s");
  await world.place("s", "K");
  await world.assignProduct("s", "B");
  assert.equal(await member(), "K: ; ");
  await world.contain("s", "p");
  await world.contain("s", "q");
  assert.equal(await member(), "K: ; ");
  await world.assignProduct("p", "B", group);
  assert.equal(await member(), "K: ; p,s");
  assert.equal(await other(), "K: ; ");
  await world.release("s", "p");
  assert.equal(await member(), "K: ; p");
  await world.category("K", "B");
  await world.assignCategory("K", "B", "B", null, true, true);
  await world.place("q", "K", "B");
  assert.equal(await other(), "K: B; q,s");
  await world.product("q", false);
  assert.equal(await other(), "K: B; ");
});

const letters = <Letter extends string>(...all: Letter[]) => fc.constantFrom(...all);
const flag = fc.boolean();
const maybe = fc.constantFrom(true, false, null);
const product = letters("p0", "p1", "p2", "p3", "p0c", "p1c", "b0", "b1");
const component = letters("p0", "p1", "p2", "p1c");
const bundle = letters("b0", "b1");
const catalog = letters("K", "L");
const category = letters("A", "B", "A1", "A11");
const buyer = letters("X", "Y");
const parentOf = { A: null, B: null, A1: "A", A11: "A1" } as const;

/** A change of a marketplace, as an operation makes it. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("product" as const), product, active: flag }),
  fc.record({ kind: fc.constant("place" as const), product, catalog, category: fc.option(category) }),
  fc.record({ kind: fc.constant("place" as const), product, catalog, category: fc.option(category) }),
  fc.record({ kind: fc.constant("remove" as const), product, catalog }),
  fc.record({ kind: fc.constant("assign" as const), product, buyer, group: flag }),
  fc.record({ kind: fc.constant("unassign" as const), product, buyer }),
  fc.record({ kind: fc.constant("catalog" as const), catalog, active: flag }),
  fc.record({ kind: fc.constant("grant" as const), catalog, buyer: fc.option(buyer), one: flag, two: flag }),
  fc.record({ kind: fc.constant("withdraw" as const), catalog, buyer }),
  fc.record({ kind: fc.constant("category" as const), catalog, category, active: flag }),
  fc.record({
    kind: fc.constant("categoryGrant" as const),
    catalog,
    category,
    buyer,
    group: flag,
    one: maybe,
    two: maybe,
  }),
  fc.record({ kind: fc.constant("contain" as const), bundle, component }),
  fc.record({ kind: fc.constant("release" as const), bundle, component }),
  fc.record({ kind: fc.constant("delete" as const), product: letters("p3") }),
);
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

const isChild = (id: string) => id.endsWith("c");

async function apply(world: World, groups: Readonly<Record<"X" | "Y", number>>, one: Change): Promise<unknown> {
  switch (one.kind) {
    case "product":
      return world.product(one.product, one.active, isChild(one.product) ? one.product.slice(0, 2) : null);
    case "place":
      if (isChild(one.product)) return undefined;
      return world.place(one.product, one.catalog, one.category);
    case "remove":
      return world.remove(one.product, one.catalog);
    case "assign":
      return world.assignProduct(one.product, one.buyer, one.group ? groups[one.buyer] : null);
    case "unassign":
      return world.unassignProduct(one.product, one.buyer);
    case "catalog":
      return world.catalog(one.catalog, one.active);
    case "grant":
      return world.assignCatalog(
        one.catalog,
        one.buyer === null ? { buyerGroup: "ring" } : { buyer: one.buyer },
        one.one,
        one.two,
      );
    case "withdraw":
      return world.withdrawCatalog(one.catalog, one.buyer);
    case "category":
      return world.category(one.catalog, one.category, parentOf[one.category], one.active);
    case "categoryGrant":
      return world.assignCategory(
        one.catalog,
        one.category,
        one.buyer,
        one.group ? groups[one.buyer] : null,
        one.one,
        one.two,
      );
    case "contain":
      return world.contain(one.bundle, one.component);
    case "release":
      return world.release(one.bundle, one.component);
    case "delete":
      await world.deleteProduct(one.product);
      return world.product(one.product);
  }
}

test("classes show exactly what the rules show product by product, after any changes", async (t) => {
  const first = await World.open(t);
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 25 }), async (changes) => {
      const world = first.next();
      for (const id of ["X", "Y"]) await world.buyer(id, id === "X" ? "ring" : null);
      const groups = { X: await world.group("X", "gx"), Y: await world.group("Y", "gy") };
      for (const id of ["K", "L"]) {
        await world.catalog(id);
        await world.assignCatalog(id, { buyer: "X" }, id === "K", id === "K");
        for (const node of ["A", "B", "A1", "A11"] as const) await world.category(id, node, parentOf[node]);
      }
      for (const id of ["p0", "p1", "p2", "p3"]) await world.product(id);
      for (const id of ["p0c", "p1c"]) await world.product(id, true, id.slice(0, 2));
      for (const id of ["b0", "b1"]) await world.bundle(id);
      await world.place("p0", "K", "A1");
      await world.place("p1", "K");
      await world.place("b0", "K");
      await world.contain("b0", "p0");
      const everyone: Parties[] = [
        { buyerId: "X", buyerGroupId: "ring", groupKeys: [] },
        { buyerId: "X", buyerGroupId: "ring", groupKeys: [groups.X] },
        { buyerId: "Y", buyerGroupId: null, groupKeys: [groups.Y] },
      ];
      for (const [index, one] of changes.entries()) {
        await apply(world, groups, one);
        const parties = everyone[index % 3] as Parties;
        assert.deepEqual(await world.seen(parties), await plainlySeen(world, parties));
      }
      for (const parties of everyone) {
        const plainly = await plainlySeen(world, parties);
        assert.deepEqual(await world.seen(parties), plainly);
        assert.deepEqual(await world.explained(parties), plainly.products, "explanations say the same");
      }
      const wrong = await world.read(sql`
        select c.class_id, sum(c.products) from visibility_class_count c where c.marketplace_id = ${world.id}
        group by 1 having sum(c.products) <> (select count(*) from product p
          where p.marketplace_id = ${world.id} and p.visibility_class_id = c.class_id)`);
      assert.deepEqual(wrong, [], "every class counts its products");
    }),
    { numRuns: 25 },
  );
});
