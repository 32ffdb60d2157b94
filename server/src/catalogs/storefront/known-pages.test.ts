import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  addClient,
  grant,
  inMarketplace,
  marketplace,
  othersOver,
  requestToken,
  rowsLookedAt,
  serverApart,
  TestClient,
} from "@orderwell/testing";
import pg from "pg";
import { plannings, type TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { KeptRow } from "./kept-rows.ts";
import { readKnownPage } from "./known-pages.store.ts";
import type { VersionedProduct } from "./product-json.store.ts";
import { storefront } from "./testing/storefront.ts";

/** A storefront on a database of its own: whoever else uses its tables would wait while they are written anew. */
async function movable(t: TestContext) {
  const { baseUrl, databaseUrl } = await serverApart(t);
  const store = await storefront(t, await marketplace(t, baseUrl));
  return {
    ...store,
    /** Puts the rows of products and schedules side by side, in place of those that are gone. */
    async moveRows(): Promise<void> {
      // What was open when rows went keeps them in their places, in whatever database of the server it is.
      await othersOver();
      const owner = new pg.Client({ connectionString: databaseUrl });
      await owner.connect();
      await owner.query("vacuum full product");
      await owner.query("vacuum full price_schedule");
      await owner.end();
    },
  };
}

const keptOf = (row: VersionedProduct): KeptRow =>
  new KeptRow(row as VersionedProduct & { id: string }, ["", ""], undefined, new Date());

test("what lies where it was found last is looked up by no key; what has moved since, and where another lies now, is found by its key and named with its new place", async (t) => {
  const { own, seller, product, schedule, moveRows } = await movable(t);
  const ids = ["a", "b", "c", "d"];
  await schedule("none", 1);
  await product("none");
  for (const id of ids) {
    await schedule(id, 10);
    await product(id, { DefaultPriceScheduleID: id, Inventory: { Enabled: true, QuantityAvailable: 5 } });
  }
  const read = (db: TenantDb, rows: readonly (KeptRow | string)[]) =>
    readKnownPage(db, {
      userKey: 0,
      classesKey: "",
      buyerId: "B",
      groupKeys: "{}",
      currency: null,
      classes: null,
      known: "",
      texts: false,
      rows,
    });
  /** The page, and how many products and schedules were looked up by their keys. */
  const looked = (rows: readonly (KeptRow | string)[]) =>
    inMarketplace(own, async (db) => {
      // Tables of one page are read whole.
      const settings = Object.entries({ ...plannings.places, enable_seqscan: "off" });
      for (const [name, value] of settings) await db.run(sql`set local ${sql.ref(name)} = ${sql.lit(value)}`);
      const before = await rowsLookedAt(db);
      const page = await read(db, rows);
      const after = await rowsLookedAt(db);
      const by = (table: string) => (after.get(table) ?? 0) - (before.get(table) ?? 0);
      return { rows: page.rows, byKey: [by("product"), by("price_schedule")] };
    });
  await moveRows();
  const held = (await looked(ids)).rows.map(keptOf);
  assert.deepEqual(
    held.map(({ id, quantity, scheduleId }) => [id, quantity, scheduleId]),
    ids.map((id) => [id, 5, id]),
  );
  const again = await looked(held);
  assert.deepEqual(again.byKey, [0, 0]);
  for (const [index, row] of again.rows.entries()) assert.equal(row, held[index]);

  await seller.ok("Products.Delete", { path: { productID: "none" } });
  await seller.ok("PriceSchedules.Delete", { path: { priceScheduleID: "none" } });
  await moveRows();
  const moved = await looked(held);
  assert.ok(moved.byKey.every((number) => number > 0));
  const placed = moved.rows.map(keptOf);
  for (const [index, row] of placed.entries()) {
    const { id, version, scheduleVersion, quantity, liesAt, scheduleLiesAt } = held[index]!;
    assert.deepEqual(
      [row.id, row.version, row.scheduleVersion, row.quantity],
      [id, version, scheduleVersion, quantity],
      "the same product",
    );
    assert.notEqual(row.liesAt?.text, liesAt?.text);
    assert.notEqual(row.scheduleLiesAt?.text, scheduleLiesAt?.text);
  }
  assert.equal(placed[1]?.liesAt?.text, held[0]?.liesAt?.text, "where another one lay");
  assert.deepEqual((await looked(placed)).byKey, [0, 0]);

  await inMarketplace(own, (db) =>
    db.run(sql`update product set quantity_available = 4 where marketplace_id = ${own.id} and id = 'b'`),
  );
  const { rows, byKey } = await looked(placed);
  assert.deepEqual(
    rows.map(({ id, quantity }) => [id, quantity]),
    [
      ["a", 5],
      ["b", 4],
      ["c", 5],
      ["d", 5],
    ],
  );
  assert.ok(byKey.every((number) => number > 0));
});

test("lists show the same, and each later change, after rows have moved", async (t) => {
  const { own, seller, product, schedule, moveRows } = await movable(t);
  await schedule("s", 10);
  await product("first");
  for (const id of ["a", "b", "c"])
    await product(id, { DefaultPriceScheduleID: "s", Inventory: { Enabled: true, QuantityAvailable: 5 } });
  await seller.ok("Products.Delete", { path: { productID: "first" } });
  await grant(own, { BuyerID: "B" }, { Roles: ["Shopper"] });
  const [username, password] = ["shopper", "Sufficient-1"];
  await seller.ok("Users.Create", {
    path: { buyerID: "B" },
    body: {
      Username: username,
      Password: password,
      FirstName: "A",
      LastName: "B",
      Email: "a@example.com",
      Active: true,
    },
  });
  const form = { grant_type: "password", client_id: await addClient(own), username, password };
  const client = new TestClient(own.baseUrl, (await requestToken(own, form)).body.access_token);
  const read = () => client.ok("Me.ListProducts");
  for (let times = 0; times < 3; times++) await read();
  const page = await read();
  await moveRows();
  for (let times = 0; times < 3; times++) assert.deepEqual(await read(), page);
  const body = { Inventory: { Enabled: true, QuantityAvailable: 2 } };
  await seller.ok("Products.Patch", { path: { productID: "b" }, body });
  for (let times = 0; times < 2; times++)
    assert.deepEqual(
      (await read()).Items.map(({ ID, Inventory }) => [ID, Inventory?.QuantityAvailable]),
      [
        ["a", 5],
        ["b", 2],
        ["c", 5],
      ],
    );
});
