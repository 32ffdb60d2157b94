import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { anotherProcess, portalClient, TestClient, until } from "@orderwell/testing";
import { type Storefront, storefront } from "./testing/storefront.ts";

/** As many as have their index kept. */
const number = 2_050;
const colors = ["red", "green", "blue"];

/** A marketplace with so many products, and whoever sees them. */
interface Shop extends Pick<Storefront, "own" | "seller"> {
  readonly shopper: TestClient;
}

async function large(t: TestContext): Promise<Shop> {
  const { own, seller, shopper } = await storefront(t);
  for (const ID of ["Color", "Size"]) await seller.ok("ProductFacets.Create", { body: { ID, Name: ID } });
  const rows = Array.from({ length: number }, (_, n) => ({
    Resource: "Products",
    ID: `p${n}`,
    Name: `${["desk", "lamp", "oak chair"][n % 3]} ${n}`,
    Active: true,
    xp: { Color: colors[n % 3], Size: n % 7 },
  }));
  const placed = rows.map(({ ID }) => ({ Resource: "Catalogs.ProductAssignments", CatalogID: "B", ProductID: ID }));
  const answer = await fetch(`${own.baseUrl}/v1/bulk/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${seller.token}`, "content-type": "application/x-ndjson" },
    body: [...rows, ...placed].map((row) => `${JSON.stringify(row)}\n`).join(""),
  });
  assert.match(await answer.text(), /"Failed":0/);
  return { own, seller, shopper: await shopper("u") };
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-kept-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "indexes");
}

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".products")) : [];

/** Indexes that a process holds. */
async function indexes(baseUrl: string): Promise<number> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^orderwell_cache_entries\{cache="product_indexes"\} (\d+)/m.exec(text)?.[1]);
}

const questions = [
  {},
  { search: "lamp" },
  { search: "oak chair", "xp.Size": "3" },
  { "xp.Color": "red", sortBy: "!xp.Size,Name" },
  { search: "mended" },
  { search: "added", "xp.Color": "violet" },
];

async function answers(client: TestClient) {
  const found: unknown[] = [];
  for (const query of questions) {
    const { Meta, Items } = await client.ok("Me.ListProducts", { query });
    found.push([query, Meta, Items.map(({ ID, Name, xp }) => [ID, Name, xp])]);
  }
  return found;
}

const at = (baseUrl: string, { token }: TestClient): TestClient => new TestClient(baseUrl, token);

/** Has the index made: a shopper's first question finds out who they are. */
async function ask(client: TestClient): Promise<void> {
  for (const search of ["lamp", "desk"]) await client.ok("Me.ListProducts", { query: { search } });
}

/** Has a process make the index of a shop and keep it, and ends the process. */
async function keep(t: TestContext, folder: string, shop: Shop): Promise<string> {
  const process = await anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder });
  const known = filesIn(folder);
  await ask(at(process.baseUrl, shop.shopper));
  await until(() => filesIn(folder).length > known.length, "the index is kept");
  await process.stop();
  return join(folder, filesIn(folder).find((name) => !known.includes(name))!);
}

test("a process that starts answers by the index that another one kept, as if it had made it now, whatever was changed meanwhile", async (t) => {
  const shop = await large(t);
  const { seller, shopper } = shop;
  const folder = await folderOf(t);
  const file = await keep(t, folder, shop);
  assert.deepEqual([statSync(folder).mode & 0o777, statSync(file).mode & 0o777], [0o700, 0o600]);
  const { ino } = statSync(file);

  await seller.ok("Products.Patch", { path: { productID: "p7" }, body: { Name: "mended", xp: { Color: "violet" } } });
  await seller.ok("Products.Delete", { path: { productID: "p3" } });
  await seller.ok("Products.Create", { body: { ID: "new", Name: "added", Active: true, xp: { Color: "violet" } } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "B", ProductID: "new" } });
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "B", productID: "p4" } });
  await seller.ok("Products.Patch", { path: { productID: "p5" }, body: { Active: false } });
  await seller.ok("ProductFacets.Create", { body: { ID: "Shade", Name: "Shade", XpPath: "Color.None" } });

  const next = await anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder });
  await until(async () => (await indexes(next.baseUrl)) === 1, "it is read without being asked");
  assert.deepEqual(await answers(at(next.baseUrl, shopper)), await answers(shopper));
  await seller.ok("Products.Patch", { path: { productID: "p8" }, body: { Name: "mended too" } });
  assert.deepEqual(await answers(at(next.baseUrl, shopper)), await answers(shopper));
  assert.equal(statSync(file).ino, ino, "nothing was made anew");
});

test("two processes that make and keep the same index at once, and one that reads meanwhile, leave one that can be read", async (t) => {
  const shop = await large(t);
  const folder = await folderOf(t);
  const both = await Promise.all([1, 2].map(() => anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder })));
  const shoppers = both.map(({ baseUrl }) => at(baseUrl, shop.shopper));
  await Promise.all(shoppers.map(ask));
  await until(() => filesIn(folder).length === 1, "the index is kept");
  const third = await anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder });
  await until(async () => (await indexes(third.baseUrl)) === 1, "it is read");
  const expected = await answers(shop.shopper);
  for (const client of [at(third.baseUrl, shop.shopper), ...shoppers])
    assert.deepEqual(await answers(client), expected);
  await Promise.all(both.map((process) => process.stop()));
  assert.deepEqual(readdirSync(folder), filesIn(folder), "nothing is left half-written");
});

test("a file that is cut off, changed or another marketplace's is not believed, and is replaced", async (t) => {
  const shop = await large(t);
  const folder = await folderOf(t);
  const file = await keep(t, folder, shop);
  const other = await folderOf(t);
  const others = await keep(t, other, await large(t));
  const whole = readFileSync(file);
  const expected = await answers(shop.shopper);
  const spoilt: Readonly<Record<string, () => void>> = {
    "cut off": () => writeFileSync(file, whole.subarray(0, whole.length / 2)),
    empty: () => writeFileSync(file, ""),
    changed: () => {
      const changed = Buffer.from(whole);
      const place = changed.indexOf("lamp 1");
      changed.write("desk", place);
      writeFileSync(file, changed);
    },
    "of another marketplace": () => copyFileSync(others, file),
  };
  for (const [how, spoil] of Object.entries(spoilt)) {
    spoil();
    const { ino } = statSync(file);
    const process = await anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder });
    const client = at(process.baseUrl, shop.shopper);
    assert.deepEqual(await answers(client), expected, how);
    await until(() => statSync(file).ino !== ino, `what was ${how} is replaced`);
    assert.deepEqual(await answers(client), expected, how);
    await process.stop();
  }
});

test("where the disk cannot be written lists answer as ever, and with a marketplace goes what is kept of it", async (t) => {
  const shop = await large(t);
  const folder = await folderOf(t);
  const process = await anotherProcess(t, { ORDERWELL_INDEX_FOLDER: folder });
  const client = at(process.baseUrl, shop.shopper);
  await ask(client);
  await until(() => filesIn(folder).length === 1, "the index is kept");
  const blocked = join(folder, "file");
  writeFileSync(blocked, "");
  const without = await anotherProcess(t, {
    ORDERWELL_INDEX_FOLDER: join(blocked, "x"),
    ORDERWELL_LOG_LEVEL: "silent",
  });
  assert.deepEqual(await answers(at(without.baseUrl, shop.shopper)), await answers(shop.shopper));
  const { status } = await (await portalClient()).raw("DELETE", `/portal/api/v1/organizations/${shop.own.id}`);
  assert.equal(status, 204);
  await until(() => filesIn(folder).length === 0, "the file goes");
});
