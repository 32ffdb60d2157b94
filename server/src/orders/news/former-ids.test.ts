import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shop, shop, testServer } from "@orderwell/testing";
import { systemActor } from "../../platform/work/actor.ts";
import { presentId, purgeFormerIds } from "./former-ids.store.ts";

const at = (orderID: string) => ({ direction: "Outgoing", orderID });

async function submitted(own: Shop, ID: string): Promise<string> {
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID } });
  await own.shopper.ok("LineItems.Create", { path: at(ID), body: { ProductID: "p" } });
  return String((await own.shopper.ok("Orders.Submit", { path: at(ID) })).DateCreated);
}

test("what was announced of a submitted order finds it under whatever ID it has since, and no other that has its former one", async (t) => {
  const own = await shop(t);
  const { app } = await testServer();
  const actor = systemActor("test");
  const found = (then: string, created?: string) =>
    app.works.run(own.id, actor, "read", ({ db }) => presentId(db, then, created));
  const rename = (from: string, ID: string) =>
    own.seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: from }, body: { ID } });
  await own.product("p");
  const first = await submitted(own, "o");
  await rename("o", "SO-1");
  assert.equal(await found("o", first), "SO-1");
  await rename("SO-1", "SO-2");
  assert.deepEqual(
    [await found("o", first), await found("SO-1", first), await found("SO-2", first)],
    Array(3).fill("SO-2"),
  );
  const second = await submitted(own, "o");
  assert.notEqual(second, first);
  assert.deepEqual([await found("o", first), await found("o", second), await found("o")], ["SO-2", "o", "o"]);

  await app.works.run(own.id, actor, "write", (work) => purgeFormerIds(work));
  assert.equal(await found("o", first), "SO-2", "kept while somebody may look for it");
  const later = new Date(Date.now() + 4 * 24 * 3_600_000);
  await app.works.run(own.id, actor, "write", (work) => purgeFormerIds(work), { now: later });
  assert.equal(await found("o", first), undefined);
  await own.seller.ok("Orders.Delete", { path: { direction: "Incoming", orderID: "SO-2" } });
  assert.equal(await found("SO-2", first), undefined);
});
