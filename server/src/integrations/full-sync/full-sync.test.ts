import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  addUser,
  inMarketplace,
  marketplace,
  newCaller,
  type Receiver,
  receiver,
  type ServiceAnswer,
  shop,
  type TestClient,
  type TestMarketplace,
  testServer,
  until,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { startSynchronization } from "../following/testing/synchronization.ts";
import type { SynchronizedKind } from "../telling/kinds.ts";
import { fullSynchronization, stepsOf } from "./steps.ts";
import { beginRun } from "./store.ts";

before(startSynchronization);

const namespace = "sitecore.ordercloud.messages.";
/** Of synchronizations that tell of nothing by themselves. */
const silent = { DeliveryConfigID: "main", SyncEntityChanged: false, SyncEntityDeleted: false };

async function target(
  t: TestContext,
  seller: TestClient,
  answer?: () => ServiceAnswer | Promise<ServiceAnswer>,
): Promise<Receiver> {
  const service = await receiver(t, answer);
  const targets = { Http: { Endpoint: service.url, Secret: "key" } };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "main", Name: "Main", Enabled: true, DeliveryTargets: targets },
  });
  return service;
}

/** Buyers made past the API: so many that they take several steps. */
const manyBuyers = (own: TestMarketplace, count: number) =>
  inMarketplace(own, (db) =>
    db.run(sql`insert into buyer (marketplace_id, id, name, active, date_created)
      select ${own.id}, 'b' || lpad(n::text, 4, '0'), 'Buyer', true, now() from generate_series(1, ${count}::int) n`),
  );

const told = ({ calls }: Receiver, type: string): string[] =>
  calls
    .filter(({ payload }) => payload.Headers.type === namespace + type)
    .map(({ payload }) => String(payload.Payload.ID ?? payload.Payload.ProductID));

const path = (synchronization: SynchronizedKind) => ({ path: { synchronization } });

async function refusedBy(
  by: TestClient,
  operation: "FullSynchronizations.Get" | "FullSynchronizations.Start" | "FullSynchronizations.Cancel",
  status: number,
  code: string,
  input: Parameters<TestClient["refused"]>[1],
): Promise<void> {
  const refusal = await by.refused(operation, input);
  assert.deepEqual([refusal.status, refusal.code], [status, code]);
}

const completed = (seller: TestClient, kind: SynchronizedKind) =>
  until(async () => {
    const run = await seller.ok("FullSynchronizations.Get", path(kind));
    return run.Status === "Completed" && run.DateEnded !== null;
  }, "it is completed");

test("a full synchronization delivers everything that there is once, in steps, and tells how far it is", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  await manyBuyers(own, 450);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: silent });
  const begun = await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  assert.deepEqual(
    [begun.Synchronization, begun.Status, begun.Announced, begun.DateEnded],
    ["Buyers", "Running", 0, null],
  );
  await until(() => new Set(told(service, "entitysync.buyer.updated")).size === 450, "every buyer was told of");
  await completed(seller, "Buyers");
  assert.equal(told(service, "entitysync.buyer.updated").length, 450, "each once");
  const { Items } = await seller.ok("FullSynchronizations.List");
  assert.deepEqual(
    Items.map(({ Synchronization, Announced }) => [Synchronization, Announced]),
    [["Buyers", 450]],
  );
  const [first] = service.calls;
  assert.notEqual(first?.payload.Payload.UserContext.ID, null, "the messages name who asked for it");
});

test("everything of each kind is delivered as a change of it is told", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const service = await target(t, seller);
  await own.product("mug", { Inventory: { Enabled: true, QuantityAvailable: 5 } } as never);
  await own.product("cup", { Inventory: { Enabled: true } } as never);
  await seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  await addUser(own, { supplier: "maker" }, "potter");
  await addUser(own, {}, "clerk");
  await addUser(own, { buyer: "acme" }, "drinker");
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "team", Name: "Team" } });
  await seller.ok("Categories.Create", { path: { catalogID: "acme" }, body: { ID: "new", Name: "New" } });
  const address = { ID: "hall", Street1: "1 Road", City: "Town", State: "MN", Zip: "55401", Country: "US" };
  await seller.ok("AdminAddresses.Create", { body: address });
  for (const ID of ["north", "south"])
    await seller.ok("InventoryRecords.Create", {
      path: { productID: "cup" },
      body: { ID, AddressID: "hall", QuantityAvailable: 3 },
    });
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 1 } });
  const order = await shopper.ok("Cart.Submit");
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 1 } });

  await seller.ok("ProductSynchronization.Save", {
    body: { DeliveryConfigID: "main", SyncProductChanged: false, SyncProductDeleted: false },
  });
  await seller.ok("OrderSynchronization.Save", { body: { DeliveryConfigID: "main" } });
  const expected: readonly (readonly [SynchronizedKind, string, string, readonly string[]])[] = [
    ["AdminUsers", "AdminUsers", "entitysync.adminuser.updated", ["clerk"]],
    ["BuyerUsers", "BuyerUsers", "entitysync.buyeruser.updated", ["drinker"]],
    ["Buyers", "Buyers", "entitysync.buyer.updated", ["acme"]],
    ["BuyerUserGroups", "UserGroups", "entitysync.buyerusergroup.updated", ["team"]],
    ["Catalogs", "Catalogs", "entitysync.catalog.updated", ["acme"]],
    ["Categories", "Categories", "entitysync.category.updated", ["new"]],
    ["InventoryRecords", "InventoryRecords", "entitysync.inventoryrecord.full.updated", ["cup"]],
    ["Suppliers", "Suppliers", "entitysync.supplier.updated", ["maker"]],
    ["SupplierUsers", "SupplierUsers", "entitysync.supplieruser.updated", ["potter"]],
    ["Products", "", "product.updated", ["cup", "mug"]],
    ["Orders", "", "ordersync.updated", [order.ID as string]],
  ];
  for (const [kind, save] of expected) {
    if (save !== "")
      await seller.ok(`EntitySynchronization.Save${save}` as "EntitySynchronization.SaveBuyers", { body: silent });
    await seller.accepted("FullSynchronizations.Start", path(kind));
  }
  for (const [kind, , type, ids] of expected) {
    await completed(seller, kind);
    await until(() => ids.every((id) => told(service, type).includes(id)), `${type} of ${ids.join()}`);
  }
  assert.deepEqual(told(service, "ordersync.updated"), [order.ID], "carts are no submitted orders");
  const records = service.calls.find(({ payload }) => payload.Headers.type.endsWith("inventoryrecord.full.updated"));
  assert.equal(records?.payload.Payload.InventoryRecords.length, 2);
});

test("orders are delivered in full by the dates of their submission, and nothing else by dates", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const service = await target(t, seller);
  await own.product("mug");
  const ids: string[] = [];
  for (const days of [10, 5, 1]) {
    await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 1 } });
    const { ID } = await shopper.ok("Cart.Submit");
    ids.push(ID as string);
    await inMarketplace(own, (db) =>
      db.run(sql`update purchase_order set date_submitted = now() - ${days} * interval '1 day'
        where marketplace_id = ${own.id} and id = ${ID}`),
    );
  }
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  await refusedBy(seller, "FullSynchronizations.Start", 404, "NotFound", path("Orders"));
  await seller.ok("OrderSynchronization.Save", { body: { DeliveryConfigID: "main" } });
  await refusedBy(seller, "FullSynchronizations.Start", 400, "OrderSync.InvalidDateRangeForSyncOperation", {
    ...path("Orders"),
    body: { From: ago(1), To: ago(3) },
  });
  await refusedBy(seller, "FullSynchronizations.Start", 400, "ValidationFailure", {
    ...path("Products"),
    body: { From: ago(1) },
  });
  await seller.accepted("FullSynchronizations.Start", { ...path("Orders"), body: { From: ago(7), To: ago(3) } });
  await completed(seller, "Orders");
  await until(() => told(service, "ordersync.updated").length > 0, "an order was told of");
  assert.deepEqual(told(service, "ordersync.updated"), [ids[1]]);
});

test("one full synchronization of a kind runs at a time, which can be canceled, by those alone who configure the kind", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const start = (as: TestClient, kind: SynchronizedKind, status: number, code: string) =>
    refusedBy(as, "FullSynchronizations.Start", status, code, path(kind));
  await start(seller, "Buyers", 400, "Synchronize.EntitySyncForBuyerNotEnabled");
  await start(seller, "Products", 400, "Synchronize.ProductSyncNotEnabled");
  await refusedBy(seller, "FullSynchronizations.Get", 404, "NotFound", path("Buyers"));
  await target(t, seller, () => ({ status: 503 }));
  await manyBuyers(own, 650);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: silent });
  const products = await newCaller(own, {}, ["ProductSyncConfigAdmin"]);
  await start(products, "Buyers", 403, "Auth.InsufficientRoles");
  await refusedBy(products, "FullSynchronizations.Cancel", 403, "Auth.InsufficientRoles", path("Buyers"));
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  assert.equal((await products.ok("FullSynchronizations.List")).Items.length, 0);
  await start(seller, "Buyers", 400, "FullSyncStatus.FullSyncAlreadyRunning");
  await until(async () => {
    const { Announced } = await seller.ok("FullSynchronizations.Get", path("Buyers"));
    return Announced === 400;
  }, "two steps were taken");
  await pause(1_500);
  const waiting = await seller.ok("FullSynchronizations.Get", path("Buyers"));
  assert.deepEqual([waiting.Status, waiting.Announced], ["Running", 400], "what is not taken holds up what follows");
  await seller.ok("FullSynchronizations.Cancel", path("Buyers"));
  const canceled = await seller.ok("FullSynchronizations.Get", path("Buyers"));
  assert.deepEqual([canceled.Status, canceled.Announced], ["Canceled", 400]);
  await seller.ok("FullSynchronizations.Cancel", path("Buyers"));
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  await seller.ok("EntitySynchronization.DeleteBuyers");
  await until(async () => {
    const { Status } = await seller.ok("FullSynchronizations.Get", path("Buyers"));
    return Status === "Canceled";
  }, "it ends with its configuration");
});

test("what happens during a full synchronization is delivered meanwhile, and of what is deleted the deletion comes last", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller, () => pause(20).then(() => ({})));
  await manyBuyers(own, 600);
  await seller.ok("EntitySynchronization.SaveBuyers", {
    body: { ...silent, SyncEntityChanged: true, SyncEntityDeleted: true },
  });
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  await until(() => service.calls.length > 20, "it is under way");
  await seller.ok("Buyers.Create", { body: { ID: "new", Name: "New", Active: true } });
  const gone = ["b0003", "b0390", "b0598"];
  for (const buyerID of gone) await seller.ok("Buyers.Delete", { path: { buyerID } });
  await until(() => told(service, "entitysync.buyer.updated").includes("new"), "the new one was told of");
  assert.ok(service.calls.length < 400, `it came after ${service.calls.length} others`);
  await completed(seller, "Buyers");
  await until(() => new Set(told(service, "entitysync.buyer.updated")).size >= 598, "all were told of");
  await until(
    () => gone.every((id) => told(service, "entitysync.buyer.deleted").includes(id)),
    "the deletions were told",
  );
  for (const id of gone) {
    const about = service.calls.filter(({ payload }) => payload.Payload.ID === id);
    assert.equal(about.at(-1)?.payload.Headers.type, `${namespace}entitysync.buyer.deleted`);
  }
});

test("what gets another ID while everything is delivered is delivered under it, by itself or with its place", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const open = Promise.withResolvers<void>();
  const service = await target(t, seller, () => open.promise.then(() => ({})));
  await manyBuyers(own, 450);
  await addUser(own, { buyer: "b0001" }, "drinker");
  await seller.ok("EntitySynchronization.SaveBuyers", { body: silent });
  await seller.ok("EntitySynchronization.SaveBuyerUsers", { body: silent });
  const handedOver = (kind: SynchronizedKind, count: number) =>
    until(async () => {
      const { Announced } = await seller.ok("FullSynchronizations.Get", path(kind));
      return Announced === count;
    }, `${count} were handed over`);
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  await handedOver("Buyers", 400);
  // To before the place that is reached, from behind it.
  await seller.ok("Buyers.Patch", { path: { buyerID: "b0450" }, body: { ID: "a0450" } });
  await seller.ok("Buyers.Patch", { path: { buyerID: "a0450" }, body: { ID: "a0451" } });
  // What was handed over and is not delivered yet.
  await seller.ok("Buyers.Patch", { path: { buyerID: "b0300" }, body: { ID: "c0300" } });
  open.resolve();
  await completed(seller, "Buyers");
  await until(() => new Set(told(service, "entitysync.buyer.updated")).size >= 450, "all were told of");
  for (const id of ["a0451", "c0300"]) assert.ok(told(service, "entitysync.buyer.updated").includes(id), id);

  // All users were gone through.
  await inMarketplace(own, async (db) => {
    const user = { ID: null, AnonymousId: null };
    await beginRun(
      db,
      "BuyerUsers",
      { run: "under way", now: new Date(), user, from: null, to: null },
      stepsOf("BuyerUsers"),
    );
    await db.run(sql`update full_sync set place = json_build_array((select max(key)::text from app_user))
      where marketplace_id = ${own.id} and id = 'BuyerUsers'`);
  });
  await seller.ok("Buyers.Patch", { path: { buyerID: "b0001" }, body: { ID: "a0001" } });
  await takeStep(own, "BuyerUsers", { run: "under way", step: 0 }, 1);
  await completed(seller, "BuyerUsers");
  await until(
    () =>
      service.calls.some(({ payload }) => payload.Payload.CompanyID === "a0001" && payload.Payload.ID === "drinker"),
    "the user was told of where they are",
  );
  const left = await inMarketplace(own, (db) =>
    db.rows(sql`select from full_sync_renamed where marketplace_id = ${own.id}`),
  );
  assert.equal(left.length, 0);
});

const runOf = (own: TestMarketplace) =>
  inMarketplace(
    own,
    async (db) => (await db.row<{ run: string }>(sql`select run from full_sync where marketplace_id = ${own.id}`))!,
  );

async function takeStep(
  own: TestMarketplace,
  kind: SynchronizedKind,
  at: { readonly run: string; readonly step: number },
  attempt: number,
): Promise<void> {
  await fullSynchronization((await testServer()).app.works).deliver({
    id: "1",
    marketplaceId: own.id,
    type: "FullSyncStep",
    key: `fullsync/${kind}`,
    payload: { kind, ...at, pauseMs: 0 },
    announcedAt: new Date(),
    attempt,
    signal: new AbortController().signal,
  });
}

test("a full synchronization of which a step is given up has failed and says why, and a new one can be started", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await addUser(own, { buyer: "acme" }, "drinker");
  await seller.ok("EntitySynchronization.SaveBuyerUsers", { body: silent });
  const user = { ID: null, AnonymousId: null };
  await inMarketplace(own, async (db) => {
    await beginRun(
      db,
      "BuyerUsers",
      { run: "broken", now: new Date(), user, from: null, to: null },
      stepsOf("BuyerUsers"),
    );
    // Where no user can be.
    await db.run(sql`update full_sync set place = '["nowhere"]' where marketplace_id = ${own.id}`);
  });
  const step = (attempt: number) => takeStep(own, "BuyerUsers", { run: "broken", step: 0 }, attempt);
  await assert.rejects(step(29), /nowhere/);
  assert.equal((await seller.ok("FullSynchronizations.Get", path("BuyerUsers"))).Status, "Running");
  await assert.rejects(step(30), /nowhere/);
  const failed = await seller.ok("FullSynchronizations.Get", path("BuyerUsers"));
  assert.equal(failed.Status, "Failed");
  assert.match(failed.Error ?? "", /nowhere/);
  assert.notEqual(failed.DateEnded, null);
  const begun = await seller.accepted("FullSynchronizations.Start", path("BuyerUsers"));
  assert.deepEqual([begun.Status, begun.Error], ["Running", null]);
  await step(30);
  await completed(seller, "BuyerUsers");
  await until(() => told(service, "entitysync.buyeruser.updated").includes("drinker"), "the user was told of");
});

test("a full synchronization that waits for no step any more, since what was long due was given up, makes way for a new one", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  await manyBuyers(own, 3);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: silent });
  const user = { ID: null, AnonymousId: null };
  await inMarketplace(own, (db) =>
    beginRun(db, "Buyers", { run: "lost", now: new Date(), user, from: null, to: null }, stepsOf("Buyers")),
  );
  assert.equal((await seller.ok("FullSynchronizations.Get", path("Buyers"))).Status, "Running");
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  await completed(seller, "Buyers");
  await until(() => told(service, "entitysync.buyer.updated").length === 3, "all were told of");
});

test("a step that is done again, since its server ended before that was noted, announces nothing twice", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  await manyBuyers(own, 250);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: silent });
  await seller.accepted("FullSynchronizations.Start", path("Buyers"));
  await completed(seller, "Buyers");
  const { run } = await runOf(own);
  for (const step of [0, 1, 2]) await takeStep(own, "Buyers", { run, step }, 2);
  await until(() => told(service, "entitysync.buyer.updated").length >= 250, "all were told of");
  await pause(300);
  assert.equal(told(service, "entitysync.buyer.updated").length, 250);
});
