import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  addClient,
  awaitMessages,
  isOwn,
  messagesTo,
  portalClient,
  type Received,
  type Receiver,
  receiver,
  type ServiceAnswer,
  type Shop,
  shop,
  TestClient,
  testDatabaseUrl,
  testServer,
  until,
} from "@orderwell/testing";
import pg from "pg";
import { subscriptionService } from "../../app.ts";
import { developmentMailbox } from "../../integrations/index.ts";
import type { Later } from "../../platform/db/later.ts";
import type { TransactionMode } from "../../platform/db/terms.ts";
import { startJobs } from "../../platform/jobs/jobs.ts";
import { Outbox } from "../../platform/outbox/outbox.ts";
import type { Actor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import { Works } from "../../platform/work/works.ts";
import { subscriptionRunsByHand } from "./by-hand.ts";
import { subscriptionDeliveries } from "./deliveries.ts";
import { runSubscriptions, subscriptionJobs, subscriptionSchedules } from "./schedule.ts";
import type { SubscriptionServices } from "./service.ts";

const hour = 60 * 60_000;

/** A clock that stands still until it is set. */
class Hands {
  time: Date;

  constructor(time: string) {
    this.time = new Date(time);
  }

  now(): Date {
    return this.time;
  }

  pass(ms: number): void {
    this.time = new Date(this.time.getTime() + ms);
  }
}

/** Works that remember whose writes came in which order. */
class Recorded extends Works {
  readonly written: string[] = [];

  override run<By extends Actor, Result>(
    marketplaceId: string,
    actor: By,
    mode: TransactionMode,
    act: (work: Work<By>) => Promise<Result | Later<Result>>,
  ): Promise<Result> {
    if (mode === "write") this.written.push(marketplaceId);
    return super.run(marketplaceId, actor, mode, act);
  }
}

interface Worker {
  readonly works: Recorded;
  /** Does the hourly job for these marketplaces. */
  hourly(...marketplaces: string[]): Promise<void>;
}

/** As long as a test takes. */
interface Lifetime {
  after(clean: () => unknown): unknown;
}

/** A process that takes part in making orders and in telling services, at the time of the clock. */
async function worker(
  t: Lifetime,
  clock: Hands,
  services: SubscriptionServices = subscriptionService,
): Promise<Worker> {
  const { app } = await testServer();
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  const outbox = new Outbox(app.services.secrets);
  const works = new Recorded({ outbox, services: app.services, clock });
  outbox.subscribe(subscriptionDeliveries({ works, services: app.services }, services));
  outbox.subscribe(subscriptionRunsByHand({ works, services, log: () => {} }));
  outbox.subscribe(developmentMailbox(works));
  outbox.start(pool, { log: () => {}, pollMs: 50, isFor: isOwn });
  t.after(async () => {
    await outbox.stop();
    await pool.end();
  });
  return {
    works,
    hourly: (...marketplaces) =>
      runSubscriptions({ works, services, marketplaces: async () => marketplaces, log: () => {} }),
  };
}

interface Subscribed extends Shop {
  readonly clock: Hands;
  readonly service: Receiver;
  readonly mine: TestClient;
  readonly worker: Worker;
  /** The subscription as it is now. */
  subscription(): Promise<{ NextOrderDate: string; LastOrderDate: string | null }>;
  /** Orders that the subscription has made, the newest last. */
  orders(): Promise<{ ID: string; Status: string }[]>;
  /** Waits until the service was called so often, and its answer is kept. */
  told(number: number): Promise<void>;
}

const due = "2031-01-31T10:00:00Z";
const at = { subscriptionID: "monthly" };

/** A shop with a service of subscriptions, and a subscription to two units at 8 that is due. */
async function subscribed(
  t: Lifetime & { readonly name: string },
  answer: (call: Received, own: Shop) => ServiceAnswer | Promise<ServiceAnswer> = () => ({}),
  integration: object = {},
): Promise<Subscribed> {
  const own = await shop(t);
  const { seller } = own;
  const service = await receiver(t, (call) => answer(call, own));
  const clock = new Hands(due);
  clock.pass(5 * 60_000);
  const admin = await seller.ok("AdminUsers.Create", {
    body: {
      ID: "robot",
      Username: `robot-${own.id}`,
      FirstName: "Ro",
      LastName: "Bot",
      Email: "robot@example.com",
      Active: true,
    },
  });
  const clientId = await addClient(own, { DefaultContextUserName: admin.Username, AllowSeller: true });
  await seller.ok("SubscriptionIntegrations.Save", {
    body: {
      ApiClientID: clientId,
      HashKey: "shared key ✓",
      Active: true,
      Url: `${service.url}/`,
      ElevatedRoles: ["OrderAdmin", "UnsubmittedOrderReader"],
      ...integration,
    },
  });
  const mine = await own.colleague("MeSubscriptionAdmin", "MeAddressAdmin", "Shopper");
  await own.product("coffee", {}, { PriceBreaks: [{ Quantity: 1, Price: "10", SubscriptionPrice: "8" }] as never });
  await mine.ok("Me.CreateSubscription", {
    body: { ID: "monthly", Frequency: 1, Interval: "Months", NextOrderDate: due },
  });
  await mine.ok("Me.CreateSubscriptionItem", { path: at, body: { ID: "a", ProductID: "coffee", Quantity: 2 } });
  const subscription = () => mine.ok("Me.GetSubscription", { path: at });
  return {
    ...own,
    clock,
    service,
    mine,
    worker: await worker(t, clock),
    subscription,
    async orders() {
      const of = async (IsSubmitted: boolean) =>
        (
          await seller.ok("Orders.List", {
            path: { direction: "Incoming" },
            query: { IsSubmitted, SubscriptionID: "monthly", sortBy: "DateCreated" },
          })
        ).Items;
      return [...(await of(false)), ...(await of(true))];
    },
    async told(number) {
      await service.received(number);
      await settled(own.id);
    },
  };
}

/** Waits until nothing is to be told any more. */
async function settled(marketplaceId: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  try {
    await until(async () => {
      const { rows } = await pool.query(
        `select from outbox.delivery where marketplace_id = $1 and subscriber = 'subscription-runs' and ended_at is null`,
        [marketplaceId],
      );
      return rows.length === 0;
    }, "something is still to be told");
  } finally {
    await pool.end();
  }
}

/** Submits the order of a call with the token that came with it, as services do. */
async function submit({ payload }: Received, { baseUrl }: Shop): Promise<ServiceAnswer> {
  const client = new TestClient(baseUrl, payload.OrderCloudAccessToken);
  await client.ok("Orders.Submit", { path: { direction: "Incoming", orderID: payload.OrderWorksheet.Order.ID } });
  return { body: { HttpStatusCode: 200, UnhandledErrorBody: "", xp: { number: 7 } } };
}

test("a due subscription makes an order of what its user can have, which its service submits, and moves to the next date", async (t) => {
  const own = await subscribed(t, submit);
  const { seller, mine, clock } = own;
  await own.product("gone");
  const home = await mine.ok("Me.CreateAddress", {
    body: { Street1: "1 Main St", City: "Oslo", Country: "NO", Shipping: true, Billing: true },
  });
  const payment = { Type: "PurchaseOrder" } as const;
  await mine.ok("Me.PatchSubscription", { path: at, body: { ShippingAddressID: home.ID, Payment: payment } });
  await mine.ok("Me.CreateSubscriptionItem", { path: at, body: { ID: "b", ProductID: "gone" } });
  await seller.ok("Products.Patch", { path: { productID: "gone" }, body: { Active: false } });
  await own.worker.hourly(own.id);
  await own.told(1);

  const [call] = own.service.calls;
  assert.equal(call?.path, "/hook/success");
  const { OrderWorksheet: sheet, UnavailableProductIDs, ErrorCode, Environment } = call?.payload ?? {};
  assert.deepEqual([UnavailableProductIDs, ErrorCode, Environment], [["gone"], null, "Sandbox"]);
  assert.deepEqual(
    [sheet.Subscription.ID, sheet.Order.SubscriptionID, sheet.Order.Subtotal],
    ["monthly", "monthly", 16],
  );
  const hash = createHmac("sha256", "shared key ✓")
    .update(call?.bytes ?? "")
    .digest("base64");
  assert.equal(call?.headers["x-oc-hash"], hash);

  const [order, ...others] = await own.orders();
  assert.deepEqual([order?.Status, others.length], ["Open", 0]);
  const path = { direction: "Incoming", orderID: String(order?.ID) };
  const lines = await seller.ok("LineItems.List", { path });
  assert.deepEqual(
    lines.Items.map(({ ID, Quantity, UnitPrice, ShippingAddressID }) => [ID, Quantity, UnitPrice, ShippingAddressID]),
    [["a", 2, 8, home.ID]],
  );
  assert.deepEqual(
    (await seller.ok("Payments.List", { path })).Items.map(({ Type, Amount, Accepted }) => [Type, Amount, Accepted]),
    [["PurchaseOrder", 16, true]],
  );
  const kept = await seller.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual(
    [kept.SubscriptionIntegrationResponse?.Succeeded, kept.SubscriptionIntegrationResponse?.xp, kept.Subscription?.ID],
    [true, { number: 7 }, "monthly"],
  );
  const { NextOrderDate, LastOrderDate } = await own.subscription();
  assert.deepEqual([NextOrderDate, LastOrderDate], ["2031-02-28T10:00:00+00:00", "2031-01-31T10:05:00+00:00"]);

  await own.worker.hourly(own.id);
  clock.time = new Date("2031-02-28T11:00:00Z");
  await own.worker.hourly(own.id);
  await own.told(2);
  assert.equal((await own.subscription()).NextOrderDate, "2031-03-31T10:00:00+00:00");
  assert.equal((await own.orders()).length, 2);

  await seller.ok("Subscriptions.Delete", { path: at });
  assert.equal((await seller.ok("Orders.Get", { path })).SubscriptionID, null);
});

test("an order that its service did not take is told of again every hour, the same one, until five hours have passed", async (t) => {
  const answers: ServiceAnswer[] = [
    { status: 500, body: "down" },
    { body: { UnhandledErrorBody: "no" } },
    { body: "OK" },
  ];
  const own = await subscribed(t, () => answers.shift() ?? { status: 503 });
  const { clock } = own;
  for (let times = 1; times <= 5; times++) {
    await own.worker.hourly(own.id);
    await own.told(times);
    // Within the hour nothing is tried again.
    await own.worker.hourly(own.id);
    assert.equal((await own.subscription()).LastOrderDate, null);
    clock.pass(hour);
  }
  assert.equal(new Set(own.service.calls.map(({ payload }) => payload.OrderWorksheet.Order.ID)).size, 1);
  const [order] = await own.orders();
  const path = { direction: "Incoming", orderID: String(order?.ID) };
  const answer = (await own.seller.ok("IntegrationEvents.GetWorksheet", { path })).SubscriptionIntegrationResponse;
  assert.deepEqual([answer?.HttpStatusCode, answer?.Succeeded], [503, false]);
  await own.worker.hourly(own.id);
  clock.pass(hour);
  await own.worker.hourly(own.id);
  assert.equal(own.service.calls.length, 5);
  assert.equal((await own.subscription()).NextOrderDate, "2031-01-31T10:00:00+00:00");

  answers.push({});
  const again = new Date(clock.now().getTime() - 1_000).toISOString();
  await own.mine.ok("Me.PatchSubscription", { path: at, body: { NextOrderDate: again } });
  await own.worker.hourly(own.id);
  await own.told(6);
  assert.equal((await own.orders()).length, 2);
  assert.notEqual((await own.subscription()).LastOrderDate, null);
});

test("an order that was submitted although nobody said so ends its date without another call", async (t) => {
  const own = await subscribed(t, async (call, shop) => {
    await submit(call, shop);
    return { status: 502 };
  });
  await own.worker.hourly(own.id);
  await own.told(1);
  assert.equal((await own.subscription()).LastOrderDate, null);
  own.clock.pass(hour);
  await own.worker.hourly(own.id);
  assert.equal((await own.subscription()).NextOrderDate, "2031-02-28T10:00:00+00:00");
  assert.equal(own.service.calls.length, 1);
});

test("where no order can be made the service is told why, nothing of it is kept, and its word moves nothing", async (t) => {
  const own = await subscribed(t);
  const { seller, mine, clock } = own;
  await seller.ok("SpendingAccounts.Create", {
    path: { buyerID: "acme" },
    body: { ID: "purse", Name: "Purse", Balance: 5, AllowAsPaymentMethod: true },
  });
  await seller.ok("SpendingAccounts.SaveAssignment", {
    path: { buyerID: "acme" },
    body: { SpendingAccountID: "purse" },
  });
  const Payment = { Type: "SpendingAccount", SpendingAccountID: "purse" } as const;
  await mine.ok("Me.PatchSubscription", { path: at, body: { Payment } });
  const attempt = async (number: number) => {
    await own.worker.hourly(own.id);
    await own.told(number);
    clock.pass(hour);
    const { path, payload } = own.service.calls[number - 1] as Received;
    const { ErrorCode, UnavailableProductIDs, OrderWorksheet: sheet } = payload;
    assert.deepEqual([path, sheet.Order.ID, sheet.Subscription.ID], ["/hook/failure", null, "monthly"]);
    return [ErrorCode, UnavailableProductIDs];
  };
  assert.deepEqual(await attempt(1), ["Payment.ExceedsBalance", []]);
  await mine.ok("Me.PatchSubscription", { path: at, body: { Payment: null } });
  const stock = { Enabled: true, QuantityAvailable: 1 };
  await seller.ok("Products.Patch", { path: { productID: "coffee" }, body: { Inventory: stock } });
  assert.deepEqual(await attempt(2), ["Inventory.Insufficient", []]);
  await seller.ok("Products.Patch", { path: { productID: "coffee" }, body: { Active: false } });
  assert.deepEqual(await attempt(3), ["Order.CannotSubmitWithNoLineItems", ["coffee"]]);
  assert.deepEqual(await own.orders(), []);
  assert.equal((await own.subscription()).NextOrderDate, "2031-01-31T10:00:00+00:00");
  await seller.ok("Products.Patch", {
    path: { productID: "coffee" },
    body: { Active: true, Inventory: { Enabled: false } },
  });
  await own.worker.hourly(own.id);
  await own.told(4);
  assert.equal((await own.orders()).length, 1);
  assert.equal((await own.subscription()).NextOrderDate, "2031-02-28T10:00:00+00:00");
});

test("of those who cannot order, and after the end, nothing is ordered; without a service told of it the date ends at once", async (t) => {
  const own = await subscribed(t, undefined, { Active: false });
  const { seller, mine } = own;
  const hourly = async () => {
    await own.worker.hourly(own.id);
    return (await own.orders()).length;
  };
  assert.equal(await hourly(), 0, "the integration is inactive");
  await seller.ok("SubscriptionIntegrations.Patch", { body: { Active: true } });
  const change = async (body: object) => mine.ok("Me.PatchSubscription", { path: at, body });
  await change({ Active: false });
  assert.equal(await hourly(), 0, "the subscription is inactive");
  await change({ Active: true, EndDate: own.clock.now().toISOString() });
  assert.equal(await hourly(), 0, "it has ended");
  await change({ EndDate: null });
  const buyer = { buyerID: "acme" };
  const user = { ...buyer, userID: String((await mine.ok("Me.Get")).ID) };
  await seller.ok("Buyers.Patch", { path: buyer, body: { Active: false } });
  assert.equal(await hourly(), 0, "the buyer is inactive");
  await seller.ok("Buyers.Patch", { path: buyer, body: { Active: true } });
  await seller.ok("Users.Patch", { path: user, body: { Active: false } });
  assert.equal(await hourly(), 0, "the user is inactive");
  await seller.ok("Users.Patch", { path: user, body: { Active: true } });
  await seller.ok("SubscriptionIntegrations.Patch", { body: { Url: null } });
  assert.equal(await hourly(), 1);
  const after = await seller.ok("Subscriptions.Get", { path: at });
  assert.equal(after.NextOrderDate, "2031-02-28T10:00:00+00:00");
  assert.equal(own.service.calls.length, 0);
});

test("a clock that jumps makes no order twice, and none that is more than five hours late", async (t) => {
  const own = await subscribed(t);
  const { clock } = own;
  await own.worker.hourly(own.id);
  await own.told(1);
  clock.pass(-2 * hour);
  await own.worker.hourly(own.id);
  clock.pass(2 * hour);
  await own.worker.hourly(own.id);
  assert.equal((await own.orders()).length, 1);
  clock.time = new Date("2031-02-28T15:00:01Z");
  await own.worker.hourly(own.id);
  assert.equal((await own.orders()).length, 1);
  clock.time = new Date("2031-02-28T15:00:00Z");
  await own.worker.hourly(own.id);
  assert.equal((await own.orders()).length, 2);
  await own.told(2);
});

test("however many processes make and tell of orders, each date has one order and one call", async (t) => {
  const own = await subscribed(t, submit);
  const { mine } = own;
  const many = 30;
  for (let n = 0; n < many; n++) {
    const path = { subscriptionID: `s${n}` };
    const body = { ID: `s${n}`, Frequency: 1, Interval: "Weeks", NextOrderDate: due } as const;
    await mine.ok("Me.CreateSubscription", { body });
    await mine.ok("Me.CreateSubscriptionItem", { path, body: { ID: "a", ProductID: "coffee" } });
  }
  const workers = [own.worker, await worker(t, own.clock), await worker(t, own.clock)];
  await Promise.all(workers.map((one) => one.hourly(own.id, own.id)));
  await own.told(many + 1);
  await Promise.all(workers.map((one) => one.hourly(own.id)));
  const all = await own.seller.ok("Orders.List", { path: { direction: "Incoming" }, query: { pageSize: 100 } });
  const subscriptions = all.Items.map(({ SubscriptionID }) => SubscriptionID);
  assert.deepEqual([all.Meta.TotalCount, new Set(subscriptions).size], [many + 1, many + 1]);
  assert.equal(own.service.calls.length, many + 1);
});

test("a process that ends between two steps leaves an order that the next one finds, and one that was taken is not told of again", async (t) => {
  const own = await subscribed(t, submit);
  const broken = await worker(t, own.clock);
  const run = broken.works.run.bind(broken.works);
  // Everything was written, and the transaction did not come to its end.
  broken.works.run = (id, actor, mode, act) =>
    run(id, actor, mode, async (work) => {
      const done = await act(work);
      if (mode === "write") throw new Error("the process ended");
      return done;
    });
  await assert.rejects(broken.hourly(own.id), /1 subscriptions/);
  assert.deepEqual(await own.orders(), []);

  // The service took the order, and whoever told it did not live to hear it.
  let told = 0;
  const deaf: SubscriptionServices = {
    ...subscriptionService,
    async tell(...args) {
      const reply = await subscriptionService.tell(...(args as Parameters<typeof subscriptionService.tell>));
      if (told++ === 0) throw new Error("the process ended");
      return reply;
    },
  };
  const { app } = await testServer();
  const means = { works: own.worker.works, services: app.services };
  const deliveries = subscriptionDeliveries(means, deaf);
  const clocked = new Works({ outbox: new Outbox(app.services.secrets), services: app.services, clock: own.clock });
  await runSubscriptions({
    works: clocked,
    services: deaf,
    marketplaces: async () => [own.id],
    log: () => {},
  });
  const [order] = await own.orders();
  const payload = { subscription: await keyOf(own), due: "2031-01-31T10:00:00+00:00", attempt: 1 };
  const delivery = { marketplaceId: own.id, payload, type: "SubscriptionRun" as const } as never;
  await assert.rejects(deliveries.deliver(delivery), /ended/);
  assert.equal((await own.subscription()).LastOrderDate, null);
  await deliveries.deliver(delivery);
  await deliveries.deliver(delivery);
  assert.deepEqual(
    (await own.orders()).map(({ ID, Status }) => [ID, Status]),
    [[order?.ID, "Open"]],
  );
  assert.equal(own.service.calls.length, 1);
  assert.equal((await own.subscription()).NextOrderDate, "2031-02-28T10:00:00+00:00");
});

/** The key of the subscription of a shop, by which deliveries name it. */
async function keyOf(own: Shop): Promise<number> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  const { rows } = await pool.query("select key from subscription where marketplace_id = $1", [own.id]);
  await pool.end();
  return Number(rows[0]?.key);
}

test("one with very many subscriptions holds up no other marketplace", async (t) => {
  const busy = await subscribed(t);
  const small = await subscribed({ name: "small", after: (clean) => t.after(clean as () => void) });
  await busy.mine.ok("Me.DeleteSubscription", { path: at });
  for (let n = 0; n < 60; n++) {
    const body = { ID: `s${n}`, Frequency: 1, Interval: "Weeks", NextOrderDate: due } as const;
    await busy.mine.ok("Me.CreateSubscription", { body });
  }
  const { app } = await testServer();
  const works = new Recorded({ outbox: new Outbox(app.services.secrets), services: app.services, clock: busy.clock });
  const marketplaces = async () => [busy.id, small.id];
  await runSubscriptions({ works, services: subscriptionService, marketplaces, log: () => {} });
  assert.equal(works.written.length, 61);
  assert.ok(works.written.indexOf(small.id) <= 25, `its turn came after ${works.written.indexOf(small.id)}`);
  assert.equal((await small.orders()).length, 1);
});

test("a subscription that fails each time holds up neither those after it nor other marketplaces", async (t) => {
  const own = await subscribed(t);
  const other = await subscribed({ name: "other", after: (clean) => t.after(clean as () => void) });
  await own.mine.ok("Me.CreateSubscription", {
    body: { ID: "later", Frequency: 1, Interval: "Weeks", NextOrderDate: "2031-01-31T10:01:00Z" },
  });
  const path = { subscriptionID: "later" };
  await own.mine.ok("Me.CreateSubscriptionItem", { path, body: { ProductID: "coffee" } });
  const { app } = await testServer();
  const works = new Works({ outbox: new Outbox(app.services.secrets), services: app.services, clock: own.clock });
  const run = works.run.bind(works);
  for (let hours = 0; hours < 2; hours++) {
    let writes = 0;
    // The one that is due first comes first.
    works.run = (id, actor, mode, act) =>
      id === own.id && mode === "write" && writes++ === 0 ? Promise.reject(new Error("no")) : run(id, actor, mode, act);
    const marketplaces = async () => [own.id, other.id];
    await assert.rejects(
      runSubscriptions({ works, services: subscriptionService, marketplaces, log: () => {} }),
      /1 subscriptions/,
    );
  }
  const made = await own.seller.ok("Orders.List", {
    path: { direction: "Incoming" },
    query: { IsSubmitted: false, SubscriptionID: "later" },
  });
  assert.deepEqual([(await own.orders()).length, made.Items.length, (await other.orders()).length], [0, 1, 1]);
});

test("a subscriber is reminded once of each order, some hours before or after the time that the integration says", async (t) => {
  const own = await subscribed(t, undefined, { NotificationDays: 3 });
  const { mine, seller, clock } = own;
  await own.product("gone");
  await mine.ok("Me.CreateSubscriptionItem", { path: at, body: { ID: "b", ProductID: "gone" } });
  await seller.ok("Products.Patch", { path: { productID: "gone" }, body: { Active: false } });
  const before = await mine.ok("Me.GetSubscription", { path: at });
  assert.equal(before.NotificationDate, "2031-01-28T10:00:00+00:00");
  const found = await seller.ok("Subscriptions.List", { query: { NotificationDate: "<2031-01-29" } });
  assert.equal(found.Meta.TotalCount, 1);
  const username = (await mine.ok("Me.Get")).Username;
  clock.time = new Date("2031-01-28T04:59:59Z");
  await own.worker.hourly(own.id);
  assert.deepEqual(await messagesTo(own, username), []);
  clock.time = new Date("2031-01-28T05:00:00Z");
  const other = await worker(t, clock);
  await Promise.all([own.worker.hourly(own.id), other.hourly(own.id)]);
  clock.pass(hour);
  await own.worker.hourly(own.id);
  const messages = await awaitMessages(own, username, "SubscriptionReminder");
  assert.equal(messages.length, 1);
  const { Subscription, LineItems, Products, UnavailableProductIDs } = messages[0]?.EventBody ?? {};
  assert.deepEqual([Subscription.ID, Subscription.ProjectedSubtotal, UnavailableProductIDs], ["monthly", 16, ["gone"]]);
  assert.deepEqual(
    [LineItems.map(({ ID }: { ID: string }) => ID), Products.map(({ ID }: { ID: string }) => ID)],
    [["a", "b"], ["coffee"]],
  );
  // Another date is another order.
  await mine.ok("Me.PatchSubscription", { path: at, body: { NextOrderDate: "2031-01-31T11:00:00Z" } });
  await own.worker.hourly(own.id);
  assert.equal((await awaitMessages(own, username, "SubscriptionReminder", 2)).length, 2);
});

test("the owner of a marketplace has what is due carried out now, also what failed a moment ago, four times an hour", async (t) => {
  const own = await subscribed(t, () => ({ status: 503 }));
  const portal = await portalClient();
  const process = (id = own.id) => portal.raw("POST", `/portal/api/v1/organizations/${id}/processsubscriptions`);
  for (let times = 1; times <= 4; times++) {
    const { status, body } = await process();
    assert.equal(status, 204, JSON.stringify(body));
    await own.told(times);
  }
  const fifth = await process();
  assert.deepEqual(
    [fifth.status, fifth.body.Errors[0].ErrorCode],
    [429, "SubscriptionIntegration.ExceedsSelfServiceLimit"],
  );
  assert.equal((await own.orders()).length, 1);
  await own.seller.ok("SubscriptionIntegrations.Patch", { body: { Active: false } });
  assert.equal((await process()).status, 404);
  assert.equal((await process("nobody")).status, 404);
});

test("the job queue carries them out, asked by whichever process", async (t) => {
  const own = await subscribed(t);
  const parts = {
    works: own.worker.works,
    services: subscriptionService,
    marketplaces: async () => [own.id],
    log: () => {},
  };
  const url = await testDatabaseUrl();
  const queue = () =>
    startJobs({
      url,
      schema: "subscription_jobs",
      handlers: subscriptionJobs(parts),
      schedules: subscriptionSchedules,
      log: () => {},
    });
  const [one, other] = [await queue(), await queue()];
  t.after(() => Promise.all([one.stop(), other.stop()]));
  await Promise.all([one.enqueue("subscriptions"), other.enqueue("subscriptions"), other.enqueue("subscriptions")]);
  await own.told(1);
  await pause(200);
  assert.deepEqual([(await own.orders()).length, own.service.calls.length], [1, 1]);
});
