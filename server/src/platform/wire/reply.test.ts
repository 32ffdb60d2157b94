import assert from "node:assert/strict";
import { test } from "node:test";
import { decimal, embedded, flag, integer, text } from "@orderwell/contract";
import { ReplyWriter } from "./reply.ts";

const fields = {
  Name: text(),
  Open: flag({ nullable: false }),
  Kept: flag({ nullable: false, default: true }),
  Maybe: flag(),
  Count: integer({ nullable: false }),
  Least: integer({ nullable: false, default: 1 }),
  Price: decimal({ nullable: false }),
  Weight: decimal(),
};
const writer = new ReplyWriter({
  Thing: { name: "Thing", fields },
  Box: { name: "Box", fields: { Thing: embedded("Product") } },
  Product: { name: "Product", fields },
});

test("numbers and flags that are never null are their default, else 0 and false, where nothing gives them a value", () => {
  const absent = { Name: null, Open: false, Kept: true, Maybe: null, Count: 0, Least: 1, Price: 0, Weight: null };
  for (const nothing of [undefined, null])
    assert.deepEqual(
      JSON.parse(writer.object("Thing", Object.fromEntries(Object.keys(fields).map((name) => [name, nothing])))),
      absent,
    );
  assert.deepEqual(JSON.parse(writer.object("Box", { Thing: {} })), { Thing: absent });
  assert.deepEqual(JSON.parse(writer.object("Box", {})), { Thing: null });
  assert.deepEqual(JSON.parse(writer.object("Thing", { Open: true, Kept: false, Count: 2, Least: 0, Price: "1.50" })), {
    ...absent,
    Open: true,
    Kept: false,
    Count: 2,
    Least: 0,
    Price: 1.5,
  });
});
