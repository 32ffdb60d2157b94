import assert from "node:assert/strict";
import { before, test } from "node:test";
import { marketplace, portalClient, type TestMarketplace } from "@orderwell/testing";
import { each } from "./callers.ts";
import { exceptions } from "./exceptions.ts";
import { type Callers, callerOf, createFixture, secretOf } from "./fixtures.ts";
import { createUnderSameIds, type Prober, probe, rowsOf, tokenOperations } from "./isolation.ts";
import { requestWith } from "./references.ts";

let ours: TestMarketplace;
let theirs: TestMarketplace;
let prober: Prober;
let callers: Callers;
/** The other marketplace's rows, before anybody tried anything. */
let untouched: readonly string[];

before(async () => {
  [ours, theirs] = await Promise.all([marketplace({ name: "ours" }), marketplace({ name: "theirs" })]);
  const [own, otherTenant] = await Promise.all([createFixture(ours, "ours-1"), createFixture(theirs, "theirs-1")]);
  callers = own.callers;
  prober = {
    own,
    otherTenant,
    caller: (operation) => callerOf(callers, operation),
    exceptions: exceptions.otherMarketplace,
  };
  untouched = await rowsOf(theirs);
});

test("what is another marketplace's is, wherever a request names it, as if it were nowhere, and stays as it was", async () => {
  assert.deepEqual(await probe(prober), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
  const kept = (await rowsOf(ours)).filter((row) => row.includes(prober.otherTenant.id));
  assert.deepEqual(kept, [], "nothing of another marketplace was taken over");
});

test("an ID that another marketplace uses is free, and what is made and removed under it is only ours", async () => {
  assert.deepEqual(await createUnderSameIds(prober), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
});

test("an order is not shipped from or to an address of another marketplace", async () => {
  const { own, otherTenant } = prober;
  const path = { direction: "Incoming", orderID: `${own.id}-to-ship` };
  for (const name of ["FromAddressID", "ToAddressID"]) {
    const refused = await ours.seller.refused("Orders.Ship", { path, body: { [name]: otherTenant.id } });
    assert.deepEqual([refused.code, refused.data.ObjectID], ["NotFound", otherTenant.id], name);
  }
});

test("no list shows anything of another marketplace", async () => {
  const lists = tokenOperations.filter(({ method, list }) => method === "GET" && list !== undefined);
  await each(lists, async (operation) => {
    const { method, url } = requestWith({ operation, where: "path", name: "" }, prober.own, prober.own, undefined);
    const { status, body } = await callerOf(callers, operation).raw(method, url);
    assert.equal(status, 200, `${operation.id} ${url}: ${JSON.stringify(body)}`);
    const text = JSON.stringify(body);
    for (const trace of [prober.otherTenant.id, secretOf(prober.otherTenant.id), theirs.id])
      assert.ok(!text.includes(trace), `${operation.id} shows ${trace}`);
  });
});

test("a marketplace goes with everything in it, and nothing goes with it", async () => {
  const { status } = await (await portalClient()).raw("DELETE", `/portal/api/v1/organizations/${ours.id}`);
  assert.equal(status, 204);
  assert.deepEqual(await rowsOf(ours), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
});
