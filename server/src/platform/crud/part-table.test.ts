import assert from "node:assert/strict";
import { test } from "node:test";
import { Json } from "../db/json.ts";
import { PartTable, together } from "./part-table.ts";
import { Table } from "./table.ts";

interface Center {
  readonly ID: string;
  readonly Name: string | null;
  readonly Description: string | null;
  readonly xp: unknown;
  readonly owner: string;
}

const rows = new PartTable<Center>(new Table("cost_center", "CostCenter"), { owner: "text" });

const center = (ID: string, more: Partial<Center> = {}): Center => ({
  ID,
  Name: "Name",
  Description: null,
  xp: null,
  owner: "o",
  ...more,
});

const statements = (before: readonly Center[], after: readonly Center[]) =>
  rows.difference("m", ["owner", "o"], before, after).map(({ text, values }) => ({
    text: text(1).replaceAll(/\s+/g, " "),
    values,
  }));

test("rows that are equal write nothing, however they came to be so", () => {
  const before = [center("a", { xp: new Json('{"k": 1}') }), center("b")];
  assert.deepEqual(statements(before, before), []);
  assert.deepEqual(statements(before, [{ ...(before[0] as Center), xp: new Json('{"k": 1}') }, center("b")]), []);
});

test("only columns that changed are written, of all changed rows at once", () => {
  const before = [center("a"), center("b"), center("c")];
  const after = [center("a", { Name: "New" }), center("b", { xp: { k: [1] } }), center("c")];
  assert.deepEqual(statements(before, after), [
    {
      text: "update cost_center as t set name = d.name, xp = d.xp from json_to_recordset($1::json) as d (id text, name text, xp json) where t.marketplace_id = $2 and t.owner = $3 and t.id = d.id",
      values: ['[{"id":"a","name":"New","xp":null},{"id":"b","name":"Name","xp":{"k":[1]}}]', "m", "o"],
    },
  ]);
});

test("rows that are new or gone are added and deleted, and a second one of the same ID is new", () => {
  const [gone, added, ...none] = statements([center("a"), center("b")], [center("b"), center("c"), center("b")]);
  assert.deepEqual(none, []);
  assert.deepEqual([gone?.text.slice(0, 23), gone?.values], ["delete from cost_center", ["m", "o", ["a"]]]);
  assert.match(added?.text ?? "", /^insert into cost_center \(marketplace_id, id, .*\) values \(.*\), \(.*\)$/);
  assert.deepEqual(
    added?.values.filter((value) => value === "c" || value === "b"),
    ["c", "b"],
  );
});

test("writes that go together count their parameters on", () => {
  const one = { shape: "a", text: (first: number) => `a $${first} $${first + 1}`, values: ["x", "y"] };
  const other = { shape: "b", text: (first: number) => `b $${first}`, values: ["z"] };
  for (const last of ["z", "again"])
    assert.deepEqual(together([one, { ...other, values: [last] }]), [
      { text: "with w0 as (a $1 $2) b $3", values: ["x", "y", last] },
    ]);
  assert.deepEqual(together([other, one]), [{ text: "with w0 as (b $1) a $2 $3", values: ["z", "x", "y"] }]);
  assert.deepEqual(together([other]), [{ text: "b $1", values: ["z"] }]);
  assert.deepEqual(together([]), []);
});

test("writes with more parameters than a statement takes go as several, of which the last answers", () => {
  const write = (name: string, count: number) => ({
    shape: `${name} ${count}`,
    text: (first: number) => `${name} $${first}`,
    values: new Array<string>(count).fill(name),
  });
  const given = [write("a", 65_534), write("b", 1), write("c", 1), write("d", 65_535), write("e", 2)];
  const sent = together(given, "xmin");
  assert.deepEqual(
    sent.map(({ text, values }) => [text, values.length]),
    [
      ["with w0 as (a $1) b $65535", 65_535],
      ["c $1", 1],
      ["d $1", 65_535],
      ["e $1 returning xmin", 2],
    ],
  );
});

test("writes of one shape are of one text, whatever rows they are of", () => {
  const states: readonly (readonly Center[])[] = [
    [],
    [center("a")],
    [center("a", { Name: "N" })],
    [center("a", { xp: { k: 1 }, Description: "D" })],
    [center("a"), center("b")],
    [center("a", { Name: null }), center("b", { Name: "N" })],
    [center("a", { Name: "N" }), center("b", { Description: "D" }), center("c")],
    [center("c"), center("d"), center("e", { owner: "p" })],
  ];
  const texts = new Map<string, string>();
  for (const scope of [
    ["owner", "o"],
    ["id", "a"],
  ] as const)
    for (const before of states)
      for (const after of states)
        for (const write of rows.difference("m", scope, before, after)) {
          const said = `${write.values.length} ${write.text(1)}`;
          assert.equal(texts.get(write.shape) ?? said, said);
          texts.set(write.shape, said);
        }
  assert.ok(texts.size > 10, `${texts.size} shapes`);
  assert.equal(new Set(texts.values()).size, texts.size);
});
