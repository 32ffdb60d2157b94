import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace } from "@orderwell/testing";

test("an ID that names an incrementor gets its next number, padded, and the incrementor remembers it", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Incrementors.Create", {
    body: { ID: "cust", Name: "Customers", LastNumber: 0, LeftPaddingCount: 4 },
  });
  const first = await seller.ok("Buyers.Create", { body: { ID: "corp-{cust}", Name: "One" } });
  const second = await seller.ok("Buyers.Create", { body: { ID: "{CUST}-eu", Name: "Two" } });
  assert.deepEqual([first.ID, second.ID], ["corp-0001", "0002-eu"]);
  assert.equal((await seller.ok("Incrementors.Get", { path: { incrementorID: "Cust" } })).LastNumber, 2);
});

test("numbers outgrow the padding, and one handed out twice after a reset is refused as taken", async (t) => {
  const { seller } = await marketplace(t);
  const path = { incrementorID: "n" };
  await seller.ok("Incrementors.Save", { path, body: { LastNumber: 98, LeftPaddingCount: 2 } });
  const ids = [];
  for (const Name of ["a", "b"]) ids.push((await seller.ok("Buyers.Create", { body: { ID: "b{n}", Name } })).ID);
  assert.deepEqual(ids, ["b99", "b100"]);
  await seller.ok("Incrementors.Patch", { path, body: { LastNumber: 98 } });
  const taken = await seller.refused("Buyers.Create", { body: { ID: "b{n}", Name: "c" } });
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
});

test("parallel creations never share a number", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Incrementors.Create", { body: { ID: "n", LastNumber: 0, LeftPaddingCount: 0 } });
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      seller.ok("Incrementors.Create", {
        body: { ID: `x{n}`, Name: String(index), LastNumber: 0, LeftPaddingCount: 0 },
      }),
    ),
  );
  assert.deepEqual(made.map(({ ID }) => ID).sort(), ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"]);
});

test("unknown incrementors and paddings that no ID could hold are refused", async (t) => {
  const { seller } = await marketplace(t);
  const unknown = await seller.refused("Buyers.Create", { body: { ID: "{nope}", Name: "x" } });
  assert.deepEqual([unknown.status, unknown.data], [404, { ObjectType: "Incrementor", ObjectID: "nope" }]);
  for (const body of [
    { ID: "a", LastNumber: 0, LeftPaddingCount: 2_000_000_000 },
    { ID: "a", LastNumber: 0, LeftPaddingCount: -1 },
    { ID: "a", LastNumber: -1, LeftPaddingCount: 1 },
    { ID: "a", LeftPaddingCount: 1 },
  ]) {
    const refused = await seller.refused("Incrementors.Create", { body });
    assert.deepEqual([refused.status, refused.code], [400, "ValidationFailure"]);
  }
});
