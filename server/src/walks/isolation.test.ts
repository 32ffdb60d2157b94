import assert from "node:assert/strict";
import { before, test } from "node:test";
import { marketplace, portalClient, type TestMarketplace } from "../testing/harness.ts";
import { callerOf, type Owners, populate, secretOf } from "./belongings.ts";
import { exceptions } from "./exceptions.ts";
import { each } from "./fixture.ts";
import { requestWith } from "./references.ts";
import { type Intruder, intrude, makeNamesakes, rowsOf, walked } from "./strangers.ts";

let ours: TestMarketplace;
let theirs: TestMarketplace;
let intruder: Intruder;
let owners: Owners;
/** The other marketplace's rows, before anybody tried anything. */
let untouched: readonly string[];

before(async () => {
  [ours, theirs] = await Promise.all([marketplace({ name: "ours" }), marketplace({ name: "theirs" })]);
  const [own, strangers] = await Promise.all([populate(ours, "ours-1"), populate(theirs, "theirs-1")]);
  owners = own.owners;
  intruder = {
    own,
    strangers,
    caller: (operation) => callerOf(owners, operation),
    exceptions: exceptions.otherMarketplace,
  };
  untouched = await rowsOf(theirs);
});

test("what is another marketplace's is, wherever a request names it, as if it were nowhere, and stays as it was", async () => {
  assert.deepEqual(await intrude(intruder), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
  const kept = (await rowsOf(ours)).filter((row) => row.includes(intruder.strangers.id));
  assert.deepEqual(kept, [], "nothing of another marketplace was taken over");
});

test("an ID that another marketplace uses is free, and what is made and removed under it is only ours", async () => {
  assert.deepEqual(await makeNamesakes(intruder), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
});

test("an order is not shipped from or to an address of another marketplace", async () => {
  const { own, strangers } = intruder;
  const path = { direction: "Incoming", orderID: `${own.id}-to-ship` };
  for (const name of ["FromAddressID", "ToAddressID"]) {
    const refused = await ours.seller.refused("Orders.Ship", { path, body: { [name]: strangers.id } });
    assert.deepEqual([refused.code, refused.data.ObjectID], ["NotFound", strangers.id], name);
  }
});

test("no list shows anything of another marketplace", async () => {
  const lists = walked.filter(({ method, list }) => method === "GET" && list !== undefined);
  await each(lists, async (operation) => {
    const { method, url } = requestWith({ operation, where: "path", name: "" }, intruder.own, intruder.own, undefined);
    const { status, body } = await callerOf(owners, operation).raw(method, url);
    assert.equal(status, 200, `${operation.id} ${url}: ${JSON.stringify(body)}`);
    const text = JSON.stringify(body);
    for (const trace of [intruder.strangers.id, secretOf(intruder.strangers.id), theirs.id])
      assert.ok(!text.includes(trace), `${operation.id} shows ${trace}`);
  });
});

test("a marketplace goes with everything in it, and nothing goes with it", async () => {
  const { status } = await (await portalClient()).raw("DELETE", `/portal/api/v1/organizations/${ours.id}`);
  assert.equal(status, 204);
  assert.deepEqual(await rowsOf(ours), []);
  assert.deepEqual(await rowsOf(theirs), untouched);
});
