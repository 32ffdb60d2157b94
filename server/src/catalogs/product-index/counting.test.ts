import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type IndexWork, ProductIndexes } from "./product-indexes.ts";
import { Stems } from "./stems.ts";

/** A marketplace without an index, of which is told whether anybody has begun to make one. */
function unindexed(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let time = 0;
  t.mock.method(performance, "now", () => time);
  let begun = 0;
  const tenants = {
    transaction: () => {
      begun++;
      return new Promise(() => {});
    },
  };
  const work = { db: { marketplaceId: "m", mode: "read" }, services: { tenants } } as unknown as IndexWork;
  const indexes = new ProductIndexes(new Stems());
  const count = Promise.withResolvers<string>();
  const counted = indexes.counting(work, count.promise);
  return {
    passes(milliseconds: number): Promise<void> {
      time += milliseconds;
      t.mock.timers.tick(milliseconds);
      return settled();
    },
    async ends(): Promise<void> {
      count.resolve("counted");
      assert.equal(await counted, "counted");
      await settled();
    },
    async isStopped(): Promise<void> {
      count.reject(new Error("too long"));
      await assert.rejects(counted, /too long/);
      await settled();
    },
    get begun(): boolean {
      return begun > 0;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("an index is made once facets have been counted for long, not while somebody waits for the count", async (t) => {
  const marketplace = unindexed(t);
  await marketplace.passes(2_900);
  assert.equal(marketplace.begun, false);
  await marketplace.ends();
  assert.equal(marketplace.begun, true);
});

test("an index is made once counting facets has taken too long and was stopped", async (t) => {
  const marketplace = unindexed(t);
  await marketplace.passes(10_000);
  assert.equal(marketplace.begun, false);
  await marketplace.isStopped();
  assert.equal(marketplace.begun, true);
});

test("no index is made where facets are counted in no time", async (t) => {
  const marketplace = unindexed(t);
  await marketplace.passes(150);
  await marketplace.ends();
  await marketplace.passes(10_000);
  assert.equal(marketplace.begun, false);
});
