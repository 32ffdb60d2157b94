import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import {
  hooked,
  marketplace,
  newCaller,
  type Received,
  type ServiceAnswer,
  startDeliveries,
  testDatabaseUrl,
  testServer,
  until,
} from "@orderwell/testing";
import pg from "pg";
import { systemActor } from "../../platform/work/actor.ts";
import { webhookDeliveries } from "../webhooks/deliveries.ts";

before(async () => {
  const { app } = await testServer();
  await startDeliveries({ ...webhookDeliveries(app.works, app.services), attempts: 2, firstDelayMs: 50 });
});

/** A marketplace whose webhook is told of new buyers, and a way to wait for how its deliveries stand. */
async function logged(t: TestContext, answer?: (call: Received) => ServiceAnswer) {
  const own = await hooked(t, ["POST v1/buyers"], {}, answer);
  return {
    ...own,
    buyer: (ID: string) => own.app.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } }),
    async ended(number: number, query: Record<string, string> = {}) {
      return until(async () => {
        const { Items } = await own.seller.ok("Deliveries.List", { query: { sortBy: "DateAnnounced", ...query } });
        return Items.filter(({ Status }) => Status !== "Waiting").length >= number && Items;
      }, `Fewer than ${number} deliveries ended`);
    },
  };
}

test("deliveries are listed with what they are about and how each attempt ended, and nothing of what they say", async (t) => {
  const token = "eyJhbGciOiJSUzI1NiJ9.eyJ1c3IiOiJhIn0.c2lnbmF0dXJl0";
  const own = await logged(t, ({ payload }) =>
    payload.Request.Body.ID === "bad"
      ? { status: 503, body: `busy with ${token} and \u0000 ${"x".repeat(2_000)}` }
      : { status: 202 },
  );
  await own.buyer("good");
  await own.buyer("bad");
  const [good, bad] = await own.ended(2);
  assert.deepEqual(
    [good, bad].map((one) => [one?.Channel, one?.Target, one?.Status, one?.Attempts, one?.About, one?.Type]),
    [
      ["webhooks", "webhook/hook", "Delivered", 1, good?.About, "Webhook"],
      ["webhooks", "webhook/hook", "Failed", 2, bad?.About, "Webhook"],
    ],
  );
  assert.match(bad?.About ?? "", /bad/);
  assert.deepEqual(
    good?.Log?.map((one) => [one.Status, one.Error, one.Answer]),
    [[202, null, null]],
  );
  assert.ok(
    (good?.Log?.[0]?.Milliseconds ?? -1) >= 0 && good?.Log?.[0]?.Date && good.DateEnded && good.DateDue === null,
  );
  const attempts = bad?.Log ?? [];
  assert.equal(attempts.length, 2);
  for (const { Status, Error: reason, Answer } of attempts) {
    assert.deepEqual([Status, reason], [503, "The webhook answered with status 503"]);
    assert.match(Answer ?? "", /^busy with … and/);
    assert.ok((Answer ?? "").length <= 500);
  }
  assert.equal(bad?.LastError, "The webhook answered with status 503");
  assert.doesNotMatch(JSON.stringify([good, bad]), /eyJ|UserToken|Request|shared key/);
  assert.deepEqual(await own.seller.ok("Deliveries.Get", { path: { deliveryID: bad!.ID } }), bad);
});

test("deliveries are filtered, searched and sorted as any list", async (t) => {
  const own = await logged(t, ({ payload }) => (payload.Request.Body.ID.startsWith("bad") ? { status: 400 } : {}));
  for (const id of ["a", "bad-1", "b", "bad-2"]) await own.buyer(id);
  await own.ended(4);
  const find = async (query: Record<string, string>) =>
    (await own.seller.ok("Deliveries.List", { query })).Items.map(({ About }) => About?.split("/").at(-1));
  assert.deepEqual(await find({ Status: "Failed", sortBy: "DateAnnounced" }), ["bad-1", "bad-2"]);
  assert.deepEqual(await find({ Status: "!Failed", sortBy: "!DateAnnounced" }), ["b", "a"]);
  assert.deepEqual(await find({ search: "bad-2", searchOn: "About" }), ["bad-2"]);
  assert.deepEqual(await find({ Target: "webhook/other" }), []);
  assert.equal((await find({ Attempts: ">1", Channel: "webhooks" })).length, 2);
});

test("what was given up and what was delivered is delivered once more when asked, under the same ID and as it was", async (t) => {
  let broken = true;
  const own = await logged(t, () => ({ status: broken ? 500 : 200 }));
  await own.buyer("one");
  const [failed] = await own.ended(1);
  broken = false;
  const path = { deliveryID: failed!.ID };
  await own.seller.ok("Deliveries.Replay", { path });
  await own.service.received(3);
  const [delivered] = await own.ended(1, { Status: "Delivered" });
  assert.deepEqual([delivered?.ID, delivered?.Attempts, delivered?.LastError], [failed?.ID, 1, null]);
  assert.deepEqual(
    delivered?.Log?.map(({ Status }) => Status),
    [500, 500, 200],
  );
  await own.seller.ok("Deliveries.Replay", { path });
  const calls = await own.service.received(4);
  const said = calls.map(({ payload: { UserToken, ...rest } }) => JSON.stringify(rest));
  assert.equal(new Set(said).size, 1);
});

test("many are replayed at once: those that failed, of one target, of a time; others are left alone", async (t) => {
  let broken = true;
  const own = await logged(t, ({ payload }) => (broken && payload.Request.Body.ID !== "fine" ? { status: 500 } : {}));
  for (const id of ["one", "fine", "two"]) await own.buyer(id);
  const [first, , last] = await own.ended(3);
  broken = false;
  const many = (body: object) => own.seller.ok("Deliveries.ReplayMany", { body });
  assert.deepEqual(await many({ Target: "webhook/other" }), { Replayed: 0, Remaining: 0 });
  assert.deepEqual(await many({ Channel: "webhooks", To: last?.DateAnnounced }), { Replayed: 1, Remaining: 0 });
  assert.equal((await own.ended(1, { ID: first!.ID, Status: "Delivered" })).length, 1);
  assert.deepEqual(await many({}), { Replayed: 1, Remaining: 0 });
  const all = await own.ended(3, { Status: "Delivered" });
  assert.deepEqual(
    all.map(({ Log }) => Log?.length),
    [3, 1, 3],
  );
});

test("work of the platform's own is neither listed nor done again: it has roles and limits of its own", async (t) => {
  const own = await logged(t);
  const { works } = (await testServer()).app;
  const asked = { Channel: "subscription-runs-by-hand", Status: "Delivered" } as const;
  await works.run(own.id, systemActor("test"), "write", async ({ announce }) => {
    await announce("SubscriptionsByHand", "subscriptions", {});
    await announce("ProductsAffected", "products/p", { user: { ID: null, AnonymousId: null }, ids: ["p"] });
  });
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  const { rows } = await pool.query<{ id: string }>(
    "update outbox.delivery set ended_at = now() where marketplace_id = $1 returning id::text as id",
    [own.id],
  );
  assert.equal(rows.length, 2);
  assert.deepEqual((await own.seller.ok("Deliveries.List")).Items, []);
  assert.deepEqual(await own.seller.ok("Deliveries.ReplayMany", { body: asked }), { Replayed: 0, Remaining: 0 });
  for (const { id } of rows)
    assert.equal((await own.seller.refused("Deliveries.Replay", { path: { deliveryID: id } })).status, 404);
});

test("what has not ended is not replayed", async (t) => {
  const own = await logged(t, () => null);
  await own.buyer("one");
  await own.service.received(1);
  const { Items } = await own.seller.ok("Deliveries.List");
  const path = { deliveryID: Items[0]!.ID };
  const { code, status } = await own.seller.refused("Deliveries.Replay", { path });
  assert.deepEqual([status, code], [400, "Delivery.Waiting"]);
  assert.deepEqual(await own.seller.ok("Deliveries.ReplayMany", { body: { Status: "Waiting" } }), {
    Replayed: 0,
    Remaining: 0,
  });
});

test("a marketplace's deliveries are for its sellers with DeliveryConfigAdmin, and for nobody else's", async (t) => {
  const own = await logged(t);
  await own.buyer("one");
  const [delivery] = await own.ended(1);
  const path = { deliveryID: delivery!.ID };
  const neighbour = await marketplace(t);
  assert.deepEqual((await neighbour.seller.ok("Deliveries.List")).Items, []);
  for (const operation of ["Deliveries.Get", "Deliveries.Replay"] as const)
    assert.equal((await neighbour.seller.refused(operation, { path })).status, 404);
  assert.deepEqual(await neighbour.seller.ok("Deliveries.ReplayMany", { body: { Status: "Delivered" } }), {
    Replayed: 0,
    Remaining: 0,
  });
  assert.equal(own.service.calls.length, 1);
  const other = await newCaller(own, {}, ["WebhookAdmin", "MessageSenderAdmin"]);
  assert.equal((await other.refused("Deliveries.List")).status, 403);
  for (const deliveryID of ["x", "-1", "1e3", "9".repeat(30), "' or true --"])
    assert.equal((await own.seller.refused("Deliveries.Get", { path: { deliveryID } })).status, 404);
});
