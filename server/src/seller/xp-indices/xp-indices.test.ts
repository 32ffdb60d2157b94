import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace } from "@orderwell/testing";

test("an index is kept once however often it is put, and is deleted by a key that holds dots", async (t) => {
  const { seller } = await marketplace(t);
  const put = (body: unknown) => seller.send("XpIndices.Put", { body });
  for (const body of [
    { ThingType: "Order", Key: "Delivery.Slot" },
    { ThingType: "order", Key: "Delivery.Slot" },
    { ThingType: "Company", Key: "Tier" },
    { ThingType: "Address", Key: "xp.Tier" },
  ])
    assert.deepEqual([(await put(body)).status, (await put(body)).body], [204, undefined]);
  const { Items } = await seller.ok("XpIndices.List");
  assert.deepEqual(Items, [
    { ThingType: "Address", Key: "Tier" },
    { ThingType: "Order", Key: "Delivery.Slot" },
    { ThingType: "Company", Key: "Tier" },
  ]);
  await seller.ok("XpIndices.Delete", { path: { thingType: "ORDER", key: "Delivery.Slot" } });
  const again = await seller.refused("XpIndices.Delete", { path: { thingType: "Order", key: "Delivery.Slot" } });
  assert.equal(again.status, 404);
  const companies = await seller.ok("XpIndices.List", { query: { ThingType: "Company" } });
  assert.equal(companies.Meta.TotalCount, 1);
});

test("products need no index, and one without thing type or key is refused", async (t) => {
  const { seller } = await marketplace(t);
  for (const body of [
    { ThingType: "Product", Key: "a" },
    { ThingType: "Order" },
    { Key: "a" },
    { ThingType: "Order", Key: "" },
  ])
    assert.equal((await seller.refused("XpIndices.Put", { body })).status, 400, JSON.stringify(body));
});
