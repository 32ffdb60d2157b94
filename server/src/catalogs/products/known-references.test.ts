import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, secondProcess, TestClient } from "@orderwell/testing";

const breaks = [{ Quantity: 1, Price: 1 }];

/** A marketplace with a process that knows price schedules, each by the product that refers to it. */
async function knownSchedules(t: TestContext, ids: readonly string[]) {
  const own = await marketplace(t);
  const { seller } = own;
  const schedule = (ID: string, by = seller) =>
    by.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: breaks } });
  const adding = (ID: string, DefaultPriceScheduleID: string) =>
    seller.send("Products.Create", { body: { ID, Name: ID, Active: true, DefaultPriceScheduleID } });
  for (const id of ids) {
    await schedule(id);
    assert.equal((await adding(`first-${id}`, id)).status, 201);
  }
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  return { seller, elsewhere, schedule, adding };
}

const codeOf = ({ body }: { readonly body: unknown }) =>
  (body as { readonly Errors?: readonly { readonly ErrorCode: string }[] }).Errors?.[0]?.ErrorCode;

test("a new product refers to its price schedule as it is, though another process has changed it since it was known", async (t) => {
  const { seller, elsewhere, schedule, adding } = await knownSchedules(t, ["emptied", "deleted", "again", "same"]);
  const path = (priceScheduleID: string) => ({ path: { priceScheduleID } });
  await elsewhere.ok("PriceSchedules.Patch", { ...path("emptied"), body: { PriceBreaks: [] } });
  await elsewhere.ok("PriceSchedules.Delete", path("deleted"));
  await elsewhere.ok("PriceSchedules.Delete", path("again"));
  await schedule("AGAIN", elsewhere);
  assert.equal(codeOf(await adding("a", "emptied")), "PriceSchedule.NoPriceBreaks");
  assert.equal(codeOf(await adding("a", "deleted")), "NotFound");
  for (const [id, asked, stored] of [
    ["b", "again", "AGAIN"],
    ["c", "SAME", "same"],
  ] as const) {
    assert.equal((await adding(id, asked)).status, 201);
    assert.equal((await seller.ok("Products.Get", { path: { productID: id } })).DefaultPriceScheduleID, stored);
  }
  assert.equal((await seller.ok("Products.List", { query: { ID: "a" } })).Items.length, 0);
});

test("products that are added at the same time are each kept or refused by what their price schedules are", async (t) => {
  const ids = Array.from({ length: 8 }, (_, n) => `s${n}`);
  const { seller, elsewhere, adding } = await knownSchedules(t, ids);
  const path = { path: { priceScheduleID: "s3" } };
  await elsewhere.ok("PriceSchedules.Patch", { ...path, body: { PriceBreaks: [] } });
  const outcomes = await Promise.all(ids.map((id) => adding(`p-${id}`, id)));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ids.map((id) => (id === "s3" ? 400 : 201)),
  );
  const { Items } = await seller.ok("Products.List", { query: { ID: "p-*" } });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ids.filter((id) => id !== "s3").map((id) => `p-${id}`),
  );
  await elsewhere.ok("PriceSchedules.Patch", { ...path, body: { PriceBreaks: breaks } });
  assert.equal((await adding("p-again", "s3")).status, 201);
});
