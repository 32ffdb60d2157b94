import assert from "node:assert/strict";
import { test } from "node:test";
import {
  date,
  decimal,
  embedded,
  type Field,
  flag,
  id,
  integer,
  listOf,
  type Model,
  oneOf,
  text,
  xp,
} from "@orderwell/contract";
import fc from "fast-check";
import { ApiError } from "../errors/api-error.ts";
import { readBody } from "./body.ts";
import { RawJson, ReplyWriter } from "./reply.ts";

const model = (name: string, fields: Record<string, Field>, refused?: Model["refused"]): Model => ({
  name,
  fields,
  ...(refused && { refused }),
});
const models = {
  Thing: model("Thing", {
    ID: id(),
    Name: text({ required: true, max: 10 }),
    Count: integer({ atLeast: 1, default: 1 }),
    Price: decimal(),
    Active: flag({ nullable: false }),
    At: date(),
    Kind: oneOf("AccessLevel"),
    Part: embedded("ShipmentItem"),
    Parts: listOf(embedded("ShipmentItem")),
    Changes: listOf(embedded("Shipment", { partial: true })),
    Tags: listOf(text()),
    Total: decimal({ readOnly: true }),
    Secret: text({ writeOnly: true }),
    xp: xp(),
  }),
  Grant: model("Grant", { BuyerID: text() }, { UserID: "PartyAssignment.UserLevelNotAllowed" }),
  Shipment: model("Shipment", { Name: text({ required: true }), Count: integer({ default: 1 }), Price: decimal() }),
  ShipmentItem: model("ShipmentItem", { Quantity: integer({ required: true }), Price: decimal() }),
};
const declarations = { models, enums: { AccessLevel: ["Small", "Large"] } };
const read = (source: unknown, partial?: true) =>
  readBody(source, { model: "Thing", partial, required: ["Name"] }, declarations);

const accepted: [what: string, source: object, result: object][] = [
  ["names in any case", { name: "a", PRICE: 1 }, { Name: "a", Price: "1" }],
  ["numbers as text", { Count: "7", Price: " 1.50 " }, { Count: 7, Price: "1.5" }],
  ["exact decimals", { Price: 0.1 }, { Price: "0.1" }],
  ["exponents", { Price: "1e3" }, { Price: "1000" }],
  [
    "an empty text as no number, boolean, date or choice",
    { Count: "", Price: "", Active: "", At: "", Kind: "" },
    { Count: null, Price: null, Active: null, At: null, Kind: null },
  ],
  [
    "what is declared as a part of something without defaults and required properties, and nothing beside it",
    { Changes: [{ Price: 1 }], Part: { Quantity: 2 } },
    { Changes: [{ Price: "1" }], Part: { Quantity: 2 } },
  ],
  ["booleans as text", { Active: "True" }, { Active: true }],
  ["choices in any case", { Kind: "LARGE" }, { Kind: "Large" }],
  ["choices by position", { Kind: 0 }, { Kind: "Small" }],
  ["dates without an offset as UTC", { At: "2026-11-23T10:00:00" }, { At: "2026-11-23T10:00:00+00:00" }],
  ["scalars as text", { Name: 17 }, { Name: "17" }],
  ["nested objects", { Part: { Quantity: "2", Price: "3" } }, { Part: { Quantity: 2, Price: "3" } }],
  ["nothing read-only or undeclared", { Total: 5, Surprise: 1 }, {}],
  [
    "extended properties as they are",
    { xp: { a: [1, { b: null }], "": "é🛒" } },
    { xp: { a: [1, { b: null }], "": "é🛒" } },
  ],
];

for (const [what, source, result] of accepted)
  test(`a body is read with ${what}`, () => assert.deepEqual(read(source, true), result));

const refused: [what: string, source: object, property: string][] = [
  ["a missing property", {}, "Name"],
  ["an empty required property", { Name: "" }, "Name"],
  ["a text that is too long", { Name: "12345678901" }, "Name"],
  ["a number below its limit", { Name: "a", Count: 0 }, "Count"],
  ["a fraction of a whole number", { Name: "a", Count: 1.5 }, "Count"],
  ["a number beyond any range", { Name: "a", Price: 1e40 }, "Price"],
  ["a date of no calendar", { Name: "a", At: "2026-02-30" }, "At"],
  ["a missing property of a nested object", { Name: "a", Parts: [{ Price: 1 }] }, "Parts[0].Quantity"],
  ["a nested object that is none", { Name: "a", Part: "x" }, "Part"],
  ["an empty place in a list", { Name: "a", Tags: ["a", null] }, "Tags[1]"],
  ["extended properties over their size", { Name: "a", xp: { a: "x".repeat(8_000) } }, "xp"],
  [
    "a number too large to be held in extended properties",
    { Name: "a", xp: { a: [1, { b: JSON.parse("1e400") }] } },
    "xp",
  ],
  ["a null character deep in extended properties", { Name: "a", xp: { a: ["\u0000"] } }, "xp"],
];

for (const [what, source, property] of refused)
  test(`${what} is refused and named`, () => {
    assert.throws(
      () => read(source),
      (error: ApiError) => {
        assert.ok(
          error.entries.some(({ Data }) => (Data as { Property: string }).Property === property),
          JSON.stringify(error.entries),
        );
        return error.code === "ValidationFailure" && error.status === 400;
      },
    );
  });

test("a property that a model refuses gets its error unless it is empty", () => {
  const rules = { model: "Grant", required: [] };
  assert.deepEqual(readBody({ BuyerID: "b", UserID: "", userid: null, Other: 1 }, rules, declarations), {
    BuyerID: "b",
  });
  assert.throws(
    () => readBody({ BuyerID: "b", userId: "u" }, rules, declarations),
    (error) => error instanceof ApiError && error.code === "PartyAssignment.UserLevelNotAllowed",
  );
});

test("every mistake of a body is reported at once", () => {
  assert.throws(
    () => read({ Count: "x", Price: {}, Active: 5 }),
    (error: ApiError) => error.entries.length === 4,
  );
});

test("a full body takes defaults, a part of one does not", () => {
  assert.equal(read({ Name: "a" }).Count, 1);
  assert.deepEqual(read({ Price: 1 }, true), { Price: "1" });
});

test("a lone half of a surrogate pair becomes the replacement character, an escaped one in the text stays", () => {
  assert.deepEqual(read({ xp: { a: "\ud83d", b: "\\ud83d", c: "🛒" } }, true), {
    xp: { a: "\ufffd", b: "\\ud83d", c: "🛒" },
  });
});

test("whatever is sent is read or refused, and what was read can be written as the model says", () => {
  const writer = new ReplyWriter(models);
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(models.Thing.fields)), (value, name) => {
      let body: Record<string, unknown>;
      try {
        body = read({ [name]: value }, true);
      } catch (error) {
        assert.ok(error instanceof ApiError && error.status === 400);
        return;
      }
      const written = JSON.parse(writer.object("Thing", body));
      assert.deepEqual(Object.keys(written), Object.keys(models.Thing.fields));
      assert.equal(written.Secret, null);
    }),
    { numRuns: 2_000 },
  );
});

test("a page is its Meta, with facets that are text already before the rest, and its items as the model says", () => {
  const writer = new ReplyWriter(models);
  const [Page, thing] = [1, writer.object("Thing", { ID: "a" })];
  const facets = RawJson.array(['{"Name":"Größe"}', '{"Name":"b"}']);
  const pages = [
    writer.page("Thing", { Meta: { Facets: facets, Page }, Items: [{ ID: "a" }, new RawJson(thing)] }),
    writer.page("Thing", { Meta: { Facets: RawJson.array([]), Page }, Items: [] }),
    writer.page("Thing", { Meta: { Page }, Items: [{ ID: "a" }] }),
  ];
  assert.deepEqual(pages, [
    `{"Meta":{"Facets":[{"Name":"Größe"},{"Name":"b"}],"Page":1},"Items":[${thing},${thing}]}`,
    '{"Meta":{"Facets":[],"Page":1},"Items":[]}',
    `{"Meta":{"Page":1},"Items":[${thing}]}`,
  ]);
});

test("replies hold every declared property, decimals as numbers, nothing undeclared and nothing write-only", () => {
  const text = new ReplyWriter(models).object("Thing", {
    ID: "a",
    Price: "12.50",
    Part: { Quantity: 1 },
    Parts: [],
    Secret: "s",
    extra: 1,
  });
  assert.equal(
    text,
    '{"ID":"a","Name":null,"Count":null,"Price":12.5,"Active":false,"At":null,"Kind":null,"Part":{"Quantity":1,"Price":null},"Parts":[],"Changes":null,"Tags":null,"Total":null,"Secret":null,"xp":null}',
  );
});
