import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "@orderwell/contract";
import { notFound } from "../errors/api-error.ts";
import type { Calls } from "./calls.ts";
import { Reader } from "./export.ts";
import { kindOf } from "./kinds.ts";

interface Asked {
  readonly path: Readonly<Record<string, string>>;
}

/** Lists of catalogs, of which one is deleted once it was listed, and of a category of each. */
const lists = {
  async send({ id }: Operation, { path: { catalogID } }: Asked) {
    if (id === "Catalogs.List") return { Items: ["first", "deleted", "last"].map((ID) => ({ ID })) };
    if (catalogID === "deleted") throw notFound("Catalog", catalogID);
    return { Items: [{ ID: `of-${catalogID}`, Name: "Tools" }] };
  },
};

test("what is deleted while all is exported leaves out what is beneath it, and ends nothing", async () => {
  const reading = { authorization: undefined, marketplaceId: "shop", left: () => false };
  const reader = new Reader(lists as unknown as Calls, reading);
  const text = (await Array.fromAsync(reader.ndjson(kindOf("Categories")))).join("");
  const rows = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map(({ CatalogID, ID }) => [CatalogID, ID]),
    [
      ["first", "of-first"],
      ["last", "of-last"],
    ],
  );
});
