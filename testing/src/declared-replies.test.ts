import assert from "node:assert/strict";
import { test } from "node:test";
import { type Field, models, type Operation, operations } from "@orderwell/contract";
import { faultOfReply } from "./declared-replies.ts";

const operation = (id: string): Operation => operations[id] ?? assert.fail(id);

const whole = { ID: "a", Name: "A", DefaultCatalogID: null, Active: true, GroupID: null, xp: null };
const buyer = { ...whole, DateCreated: "2026-01-31T10:00:00.5+00:00" };
const { Name: _, ...nameless } = buyer;

test("a reply is as its model declares it: every property, none beside them, each of its type and never null where that is said", () => {
  assert.equal(faultOfReply(operation("Buyers.Get"), buyer), undefined);
  assert.equal(faultOfReply(operation("Buyers.List"), { Meta: {}, Items: [buyer, buyer] }), undefined);
  assert.equal(faultOfReply(operation("Buyers.Delete"), undefined), undefined);
  const faults: readonly [reply: unknown, fault: RegExp][] = [
    [{ ...buyer, Active: null }, /Active is null/],
    [{ ...buyer, Active: "true" }, /Active is "true"/],
    [{ ...buyer, DateCreated: "2026-01-31T10:00:00.50Z" }, /DateCreated is "2026/],
    [{ ...buyer, Nickname: "Al" }, /Nickname is unknown/],
    [{ ...buyer, xp: "none" }, /xp is "none"/],
    [nameless, /Name is missing/],
    [null, /is null/],
  ];
  for (const [reply, fault] of faults) {
    assert.match(faultOfReply(operation("Buyers.Get"), reply) ?? "", fault);
    assert.match(faultOfReply(operation("Buyers.List"), { Items: [buyer, reply] }) ?? "", fault);
  }
  assert.match(faultOfReply(operation("Buyers.List"), [buyer]) ?? "", /no list/);
});

test("enumerations, whole numbers of 32 bits, lists and what is embedded are looked at as well", () => {
  const line = Object.fromEntries(
    Object.entries(models.LineItem.fields as Readonly<Record<string, Field>>).map(([name, { type, nullable }]) => [
      name,
      nullable !== false ? null : type === "boolean" ? false : type === "date" ? buyer.DateCreated : 1,
    ]),
  );
  const spec = Object.fromEntries(Object.keys(models.LineItemSpec.fields).map((name) => [name, null]));
  const faultOf = (changes: object) => faultOfReply(operation("LineItems.Get"), { ...line, ...changes });
  assert.equal(faultOf({}), undefined);
  assert.match(faultOf({ Quantity: 2 ** 31 }) ?? "", /Quantity is 2147483648/);
  assert.match(faultOf({ Quantity: 1.5 }) ?? "", /Quantity is 1.5/);
  assert.match(faultOf({ Specs: {} }) ?? "", /Specs is {}/);
  assert.match(
    faultOf({ Specs: [{ ...spec, PriceMarkupType: "Sometimes" }] }) ?? "",
    /Specs\[\]\.PriceMarkupType is "Som/,
  );
  assert.match(faultOf({ Specs: [null] }) ?? "", /Specs\[\] is null/);
  assert.match(faultOf({ Product: {} }) ?? "", /Product\.\w+ is missing/);
});
