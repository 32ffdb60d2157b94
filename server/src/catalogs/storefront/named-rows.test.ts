import assert from "node:assert/strict";
import { test } from "node:test";
import { KeptRow } from "./kept-rows.ts";
import { NamedRows } from "./named-rows.ts";

interface Lies {
  readonly place: string | null;
  readonly schedulePlace?: string | null;
  readonly scheduleId?: string;
  readonly scheduleVersion?: string;
}

const kept = (id: string, { place, schedulePlace = "(9,1)", scheduleId = "s", scheduleVersion = "7" }: Lies) => {
  const row = { id, version: `1${id}`, classId: 1, quantity: 5, scheduleId, scheduleVersion, place, schedulePlace };
  return new KeptRow(row, ["", ""], undefined, new Date());
};

const view = { buyerId: "B", groupKeys: "{}", currency: null };

/** The groups that pages are named in, and what is looked up by key. */
function namedIn(...pages: readonly (readonly (KeptRow | string)[])[]) {
  const named = new NamedRows();
  const numbers = pages.map((rows) => named.of({ ...view, rows }));
  const { buyerIds: _, groupKeys: _keys, currencies: _all, ...args } = named.arguments;
  const listed = Object.entries(args).map(([name, text]) => [
    name,
    text === "{}" ? [] : text.slice(2, -2).split('","'),
  ]);
  return { found: numbers, ...(Object.fromEntries(listed) as { [Name in keyof typeof args]: string[] }) };
}

test("rows are grouped in the order in which they and their schedules lie, each schedule once", () => {
  const found = namedIn([
    kept("c", { place: "(10,2)" }),
    kept("a", { place: "(2,11)", schedulePlace: "(10,1)", scheduleId: "t" }),
    kept("b", { place: "(2,9)" }),
  ]);
  assert.deepEqual(found.found, [[0, 1, 2]]);
  assert.deepEqual(found.ids, []);
  assert.deepEqual(found.groupIds, ["b,a,c"]);
  assert.deepEqual(found.groupNumbers, ["3,2,1"]);
  assert.deepEqual(found.versions, ["1b,1a,1c"]);
  assert.deepEqual(found.scheduleIds, ["s,t"]);
  assert.deepEqual(found.scheduleVersions, ["7,7"]);
  assert.deepEqual(found.schedulePlaces, ["(9,1);(10,1)"]);
});

test("what lies nowhere, or cannot lie where it was met since another does, is looked up by its key", () => {
  const found = namedIn([
    "unknown",
    kept("records", { place: null }),
    kept("unpriced", { place: "(0,1)", schedulePlace: null }),
    kept("one", { place: "(1,1)" }),
    kept("same", { place: "(1,1)" }),
    kept("repriced", { place: "(1,2)", scheduleVersion: "8" }),
    kept("moved", { place: "(1,3)", scheduleId: "u" }),
  ]);
  assert.deepEqual(found.groupIds, ["one"]);
  assert.deepEqual(
    found.ids.map((id, index) => [id, found.numbers[index], found.views[index]]),
    [
      ["unknown", "1", "1"],
      ["records", "2", "1"],
      ["unpriced", "3", "1"],
      ["same", "5", "1"],
      ["repriced", "6", "1"],
      ["moved", "7", "1"],
    ],
  );
});

test("a product of several pages is named once, and no group is of more than sixteen", () => {
  const rows = Array.from({ length: 40 }, (_, n) => kept(`p${n}`, { place: `(${n},1)` }));
  const found = namedIn(rows, rows.slice(10, 20));
  assert.deepEqual(found.found[1], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  assert.deepEqual(
    found.groupIds.map((ids) => ids.split(",").length),
    [16, 16, 8],
  );
  assert.deepEqual(found.groupViews, ["1", "1", "1"]);
});
