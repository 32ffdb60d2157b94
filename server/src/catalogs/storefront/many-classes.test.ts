import assert from "node:assert/strict";
import { test } from "node:test";
import { anotherProcess, TestClient } from "@orderwell/testing";
import { storefront } from "./testing/storefront.ts";

/** As many classes as are no longer sent with each read: each product is in a category of its own. */
const number = 600;
const name = (n: number): string => `Lamp ${String(n).padStart(3, "0")}`;

test("a shopper of hundreds of visibility classes sees every change at once, on every process", async (t) => {
  const { own, seller, shopper } = await storefront(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  const ids = Array.from({ length: number }, (_, n) => n);
  const rows = [
    ...ids.map((n) => ({ Resource: "Categories", CatalogID: "B", ID: `c${n}`, Name: `C ${n}`, Active: true })),
    ...ids.map((n) => ({ Resource: "Products", ID: `p${n}`, Name: name(n), Active: true, xp: { Color: "red" } })),
    ...ids.map((n) => ({ Resource: "Catalogs.ProductAssignments", CatalogID: "B", ProductID: `p${n}` })),
    ...ids.map((n) => ({
      Resource: "Categories.ProductAssignments",
      CatalogID: "B",
      CategoryID: `c${n}`,
      ProductID: `p${n}`,
    })),
  ];
  const answer = await fetch(`${own.baseUrl}/v1/bulk/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${seller.token}`, "content-type": "application/x-ndjson" },
    body: rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  });
  assert.match(await answer.text(), /"Failed":0/);
  const here = await shopper("u");
  const there = new TestClient((await anotherProcess(t)).baseUrl, here.token);
  const shown = async (query: Record<string, unknown>): Promise<string> => {
    const answers = [];
    // Again, by what is kept now.
    for (const client of [here, there, here, there]) {
      const { Items, Meta } = await client.ok("Me.ListProducts", { query: { pageSize: 3, ...query } });
      const values = Meta.Facets?.flatMap(({ Values }) => Values?.map(({ Value, Count }) => `${Value}:${Count}`));
      answers.push(`${Items.map(({ Name }) => Name)} of ${Meta.TotalCount}, ${values}`);
    }
    assert.equal(new Set(answers).size, 1, answers.join("\n"));
    return answers[0]!;
  };
  const pages = async () => [await shown({}), await shown({ page: 2 }), await shown({ search: "extra" })];
  const none = " of 0, ";
  assert.deepEqual(await pages(), [
    "Lamp 000,Lamp 001,Lamp 002 of 600, red:600",
    "Lamp 003,Lamp 004,Lamp 005 of 600, red:600",
    none,
  ]);
  await seller.ok("Products.Patch", { path: { productID: "p1" }, body: { xp: { Color: "blue" } } });
  await seller.ok("Products.Patch", { path: { productID: "p3" }, body: { Name: "Lamp 000 extra" } });
  assert.deepEqual(await pages(), [
    "Lamp 000,Lamp 000 extra,Lamp 001 of 600, red:599,blue:1",
    "Lamp 002,Lamp 004,Lamp 005 of 600, red:599,blue:1",
    "Lamp 000 extra of 1, red:1",
  ]);
  // To another class, which nobody had before, and out of sight.
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "B" },
    body: { CategoryID: "c0", ProductID: "p1" },
  });
  await seller.ok("Products.Patch", { path: { productID: "p3" }, body: { Active: false } });
  assert.deepEqual(await pages(), [
    "Lamp 000,Lamp 001,Lamp 002 of 599, red:598,blue:1",
    "Lamp 004,Lamp 005,Lamp 006 of 599, red:598,blue:1",
    none,
  ]);
  for (const client of [here, there]) {
    assert.equal((await client.refused("Me.GetProduct", { path: { productID: "p3" } })).status, 404);
    assert.equal((await client.ok("Me.GetProduct", { path: { productID: "P1" } })).Name, "Lamp 001");
  }
  await seller.ok("Products.Delete", { path: { productID: "p0" } });
  await seller.ok("Products.Patch", { path: { productID: "p3" }, body: { Active: true } });
  assert.deepEqual(await pages(), [
    "Lamp 000 extra,Lamp 001,Lamp 002 of 599, red:598,blue:1",
    "Lamp 004,Lamp 005,Lamp 006 of 599, red:598,blue:1",
    "Lamp 000 extra of 1, red:1",
  ]);
  // What changes nothing that lists count.
  await seller.ok("Products.Patch", { path: { productID: "p1" }, body: { ShipWeight: 2 } });
  assert.equal(await shown({}), "Lamp 000 extra,Lamp 001,Lamp 002 of 599, red:598,blue:1");
  const { Items } = await there.ok("Me.SuggestProducts", { query: { search: "extr" } });
  assert.deepEqual(
    Items.map(({ Text }) => Text),
    ["extra", "Lamp 000 extra"],
  );
});
