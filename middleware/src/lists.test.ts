import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace } from "@orderwell/testing";
import { inBulk, listAll, listAllById, listArguments, ServiceError } from "./index.ts";

test("a whole list is read, by pages and by IDs in any case; what is added meanwhile shifts nothing by ID", async (t) => {
  const { seller } = await marketplace(t);
  const ids = Array.from({ length: 230 }, (_, n) => `${n % 2 ? "B" : "b"}-${String(n).padStart(3, "0")}`);
  const { failed } = await inBulk(ids, (ID) => seller.ok("Buyers.Create", { body: { ID, Name: "B", Active: n(ID) } }));
  assert.deepEqual(failed, []);
  const byPage = await Array.fromAsync(listAll((page) => seller.ok("Buyers.List", { query: page })));
  assert.deepEqual(byPage.map(({ ID }) => ID).sort(), [...ids].sort());
  let first = true;
  const read: (string | undefined)[] = [];
  for await (const { ID } of listAllById(({ filters, ...page }) =>
    seller.ok("Buyers.List", { query: { ...page, ...filters } }),
  )) {
    read.push(ID);
    if (!first) continue;
    first = false;
    await seller.ok("Buyers.Create", { body: { ID: "a-before", Name: "B", Active: true } });
    await seller.ok("Buyers.Delete", { path: { buyerID: "b-002" } });
  }
  assert.deepEqual([...read].sort(), [...ids].sort());
  const active = await Array.fromAsync(
    listAllById(({ filters, ...page }) => seller.ok("Buyers.List", { query: { ...page, ...filters } }), {
      Active: "true",
    }),
  );
  assert.ok(active.length > 0 && active.every(({ Active }) => Active));
});

const n = (id: string): boolean => Number(id.slice(2)) % 3 === 0;

test("an empty list ends", async () => {
  assert.deepEqual(await Array.fromAsync(listAll(async () => ({ Meta: { TotalPages: 0 }, Items: [] }))), []);
  assert.deepEqual(await Array.fromAsync(listAllById(async () => ({ Items: [] }))), []);
});

test("list arguments of a route are handed on, and those that make no sense are refused", () => {
  assert.deepEqual(
    listArguments("/mine?search=a%20b&sortBy=Name,!ID&pageSize=5&xp.color=red&Active=true&Name=a&Name=b"),
    {
      search: "a b",
      sortBy: ["Name", "!ID"],
      page: 1,
      pageSize: 5,
      filters: { "xp.color": "red", Active: "true", Name: "a|b" },
    },
  );
  for (const query of ["page=0", "page=1.5", "pageSize=101", "pageSize=x"])
    assert.throws(() => listArguments(`/mine?${query}`), ServiceError, query);
});

test("bulk work goes on where an item fails, tries again what may pass, and never does too much at a time", async () => {
  let [running, most, busy] = [0, 0, true];
  const report = await inBulk(
    Array.from({ length: 40 }, (_, item) => item),
    async (item) => {
      most = Math.max(most, ++running);
      await new Promise((passed) => setTimeout(passed, 2));
      running--;
      if (item === 3) throw Object.assign(new Error("no"), { status: 400 });
      if (item === 5 && busy) {
        busy = false;
        throw Object.assign(new Error("busy"), { status: 429, response: { headers: { "retry-after": "0.01" } } });
      }
      return item * 2;
    },
    { maxConcurrent: 4, retryAfterMs: [5_000] },
  );
  assert.equal(most, 4);
  assert.deepEqual(
    report.failed.map(({ item }) => item),
    [3],
  );
  assert.deepEqual(
    report.results,
    Array.from({ length: 40 }, (_, item) => item * 2).filter((one) => one !== 6),
  );
});
