import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import {
  addUser,
  afterFile,
  callerFor,
  marketplace,
  newCaller,
  type Receiver,
  receiver,
  type ServiceAnswer,
  shop,
  type TestClient,
  testDatabaseUrl,
  until,
} from "@orderwell/testing";
import pg from "pg";
import { startSynchronization } from "./testing/synchronization.ts";

before(startSynchronization);

const namespace = "sitecore.ordercloud.messages.";

/** A service of the test's, and a delivery configuration `id` that leads there. */
async function target(
  t: TestContext,
  seller: TestClient,
  id = "main",
  answer?: () => ServiceAnswer,
): Promise<Receiver> {
  const service = await receiver(t, answer);
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: id,
      Name: id,
      Enabled: true,
      DeliveryTargets: { Http: { Endpoint: service.url, Secret: "key" } },
    },
  });
  return service;
}

const typesOf = ({ calls }: Receiver): string[] =>
  calls.map(({ payload }) => String(payload.Headers.type).slice(namespace.length));

/** Waits until a service has been told something that fits, and returns its payload. */
async function told(
  service: Receiver,
  type: string,
  // biome-ignore lint/suspicious/noExplicitAny: whatever was said
  fits: (payload: any) => boolean = () => true,
  // biome-ignore lint/suspicious/noExplicitAny: whatever was said
): Promise<any> {
  const { payload: said } = await until(
    () => service.calls.findLast(({ payload }) => payload.Headers.type === namespace + type && fits(payload.Payload)),
    () => `${type} was not told among ${typesOf(service).join()}`,
  );
  return said.Payload;
}

/** Waits until everything announced in a marketplace was delivered or given up. */
async function settled(marketplaceId: string): Promise<void> {
  await until(async () => {
    const { rows } = await pool.query<{ waiting: number }>(
      "select count(*)::int as waiting from outbox.delivery where marketplace_id = $1 and ended_at is null and subscriber like 'synchronization%'",
      [marketplaceId],
    );
    return rows[0]?.waiting === 0;
  }, "Deliveries go on waiting");
}

let pool: pg.Pool;
before(async () => {
  pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  afterFile.push(() => pool.end());
});

const entities = { DeliveryConfigID: "main", SyncEntityChanged: true, SyncEntityDeleted: true };

test("more first writes of a marketplace at once than there are connections wait for no look at who follows them", async (t) => {
  const { seller } = await marketplace(t);
  const writes = Array.from({ length: 40 }, (_, index) =>
    seller.send("Buyers.Create", { body: { ID: `b${index}`, Name: "B", Active: true } }),
  );
  assert.deepEqual(new Set((await Promise.all(writes)).map(({ status }) => status)), new Set([201]));
});

test("what becomes of users, groups, companies and categories is told as it happens, by whoever does it and wherever", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  for (const kind of [
    "AdminUsers",
    "Buyers",
    "BuyerUsers",
    "Catalogs",
    "Categories",
    "Suppliers",
    "SupplierUsers",
  ] as const)
    await seller.ok(`EntitySynchronization.Save${kind}`, { body: entities });
  await seller.ok("EntitySynchronization.SaveUserGroups", { body: entities });

  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const made = await told(service, "entitysync.buyer.updated");
  assert.deepEqual([made.ID, made.Name, made.UserContext.AnonymousId], ["acme", "Acme", null]);
  assert.equal((await told(service, "entitysync.catalog.updated")).ID, "acme", "what comes along is told as well");
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Name: "Acme & Co" } });
  await told(service, "entitysync.buyer.updated", ({ Name }) => Name === "Acme & Co");
  await seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  await told(service, "entitysync.supplier.updated", ({ ID }) => ID === "maker");

  const shopper = await addUser(own, { buyer: "acme" }, "shopper");
  const person = await callerFor(own, { buyer: "acme" }, shopper, { roles: ["MeAdmin", "PasswordReset"] });
  await person.ok("Me.Patch", { body: { FirstName: "Grace" } });
  const changed = await told(service, "entitysync.buyeruser.updated", ({ FirstName }) => FirstName === "Grace");
  assert.deepEqual([changed.ID, changed.UserType, changed.UserContext.ID], ["shopper", 0, "shopper"]);
  assert.ok(!("Password" in changed));
  await person.ok("Me.ResetPasswordByToken", { body: { NewPassword: "Another-Garden-1" } });
  await told(
    service,
    "entitysync.buyeruser.updated",
    (user) => user.PasswordLastSetDate !== changed.PasswordLastSetDate,
  );

  const path = { buyerID: "acme", userGroupID: "team" };
  await seller.ok("UserGroups.Create", { path, body: { ID: "team", Name: "Team" } });
  await told(service, "entitysync.buyerusergroup.updated", ({ ID }) => ID === "team");
  await seller.ok("UserGroups.Patch", { path, body: { ID: "crew" } });
  assert.deepEqual(await told(service, "entitysync.buyerusergroup.deleted"), {
    UserContext: made.UserContext,
    ID: "team",
    UserGroupType: 0,
  });
  await told(service, "entitysync.buyerusergroup.updated", ({ ID }) => ID === "crew");

  const category = { catalogID: "acme", categoryID: "new" };
  await seller.ok("Categories.Create", { path: category, body: { ID: "new", Name: "New" } });
  await told(service, "entitysync.category.updated", ({ ID }) => ID === "new");
  await seller.ok("Categories.Delete", { path: category });
  const gone = await told(service, "entitysync.category.deleted");
  assert.deepEqual([gone.CatalogID, gone.ID], ["acme", "new"]);
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  assert.equal((await told(service, "entitysync.buyer.deleted")).ID, "acme");
});

test("nothing is told that is not asked for, paused, switched off or undone, and nothing of another marketplace", async (t) => {
  const own = await marketplace(t);
  const other = await marketplace(t);
  const { seller } = own;
  const service = await target(t, seller);
  const create = (ID: string, by = seller) => by.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  await create("before");
  await seller.ok("EntitySynchronization.SaveBuyers", { body: { ...entities, SyncEntityChanged: false } });
  await create("unasked");
  await seller.ok("EntitySynchronization.PatchBuyers", { body: { SyncEntityChanged: true, SyncEntityDeleted: false } });
  await seller.ok("Buyers.Delete", { path: { buyerID: "unasked" } });
  await seller.ok("EntitySynchronization.PatchBuyers", { body: { Paused: true } });
  await create("paused");
  await seller.ok("EntitySynchronization.PatchBuyers", { body: { Paused: false } });
  const config = { path: { deliveryConfigID: "main" } };
  await seller.ok("DeliveryConfigurations.Patch", { ...config, body: { Enabled: false } });
  await create("off");
  await seller.ok("DeliveryConfigurations.Patch", { ...config, body: { Enabled: true } });
  await seller.refused("Buyers.Create", { body: { ID: "off", Name: "Again", Active: true } });
  await create("elsewhere", other.seller);
  await create("asked");
  await told(service, "entitysync.buyer.updated", ({ ID }) => ID === "asked");
  await settled(own.id);
  assert.deepEqual(typesOf(service), ["entitysync.buyer.updated"]);
  const { rows } = await pool.query("select from outbox.delivery where marketplace_id = $1", [other.id]);
  assert.equal(rows.length, 0, "who follows nothing announces nothing");
});

test("a product is told of by whatever affects it, with its prices, places and specs", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const service = await target(t, seller);
  const products = { DeliveryConfigID: "main", SyncProductChanged: true, SyncProductDeleted: true };
  await seller.ok("ProductSynchronization.Save", { body: products });
  await own.product("mug", { Inventory: { Enabled: true, QuantityAvailable: 5 } } as never);
  const first = await told(service, "product.updated", ({ Catalogs }) => Catalogs.join() === "acme");
  assert.deepEqual(
    [
      first.ProductID,
      first.Marketplace,
      first.DefaultPriceSchedule.PriceBreaks[0].Price,
      first.Inventory.QuantityAvailable,
    ],
    ["mug", own.id, 10, 5],
  );
  const said = (fits: (payload: typeof first) => boolean) => told(service, "product.updated", fits);
  const path = { productID: "mug" };
  await seller.ok("Products.Patch", { path, body: { Name: "Mug" } });
  await said(({ Name }) => Name === "Mug");
  const price = { priceScheduleID: "mug-price" };
  await seller.ok("PriceSchedules.Patch", { path: price, body: { Name: "Spring" } });
  await said(({ DefaultPriceSchedule }) => DefaultPriceSchedule.Name === "Spring");
  await seller.ok("PriceSchedules.SavePriceBreak", { path: price, body: { Quantity: 10, Price: 8 } });
  await said(({ DefaultPriceSchedule }) => DefaultPriceSchedule.PriceBreaks.length === 2);
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "mug", BuyerID: "acme", PriceScheduleID: "mug-price" },
  });
  const assigned = await said(({ Buyers }) => Buyers.join() === "acme");
  const [party] = assigned.PartyPriceSchedules;
  assert.deepEqual(
    [party.Seller, party.Party, party.PartyType, party.PriceSchedule.ID],
    [own.id, "acme", 3, "mug-price"],
  );
  await seller.ok("Categories.Create", { path: { catalogID: "acme" }, body: { ID: "new", Name: "New", Active: true } });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "acme" },
    body: { CategoryID: "new", ProductID: "mug" },
  });
  await said(({ Categories }) => Categories[0]?.Name === "New");
  await seller.ok("Categories.Patch", { path: { catalogID: "acme", categoryID: "new" }, body: { Name: "Newer" } });
  await said(({ Categories }) => Categories[0]?.Name === "Newer");
  await seller.ok("Specs.Create", { body: { ID: "color", Name: "Color" } });
  await seller.ok("Specs.CreateOption", { path: { specID: "color" }, body: { ID: "red", Value: "Red" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "color", ProductID: "mug" } });
  await said(({ Specs }) => Specs[0]?.Options[0].Value === "Red");
  await seller.ok("Specs.CreateOption", { path: { specID: "color" }, body: { ID: "blue", Value: "Blue" } });
  await said(({ Specs }) => Specs[0]?.Options.length === 2);
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 2 } });
  await shopper.ok("Cart.Submit");
  await said(({ Inventory }) => Inventory.QuantityAvailable === 3);
  await seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  await seller.ok("Products.SaveSupplier", { path: { ...path, supplierID: "maker" } });
  await said(({ Suppliers }) => Suppliers.join() === "maker");
  await seller.ok("Products.Patch", { path, body: { DefaultSupplierID: "maker" } });
  await said(({ DefaultSupplierID }) => DefaultSupplierID === "maker");
  await seller.ok("Suppliers.Delete", { path: { supplierID: "maker" } });
  await said(
    ({ DefaultSupplierID, Suppliers, Inventory }) =>
      DefaultSupplierID === null && Suppliers.length === 0 && Inventory.QuantityAvailable === 3,
  );
  await seller.ok("ProductSynchronization.Patch", { body: { ExcludePriceSchedules: true } });
  await seller.ok("Products.Patch", { path, body: { Name: "Cup" } });
  const bare = await said(({ Name }) => Name === "Cup");
  assert.deepEqual([bare.DefaultPriceSchedule, bare.PartyPriceSchedules], [null, []]);
  await settled(own.id);
  const count = service.calls.length;
  await seller.ok("ProductSynchronization.Sync", { body: { ProductID: "MUG" } });
  await settled(own.id);
  assert.equal(service.calls.length, count + 1, "by hand it is told of once");
  assert.equal((await seller.refused("ProductSynchronization.Sync", { body: { ProductID: "no" } })).status, 404);
  await seller.ok("Products.Delete", { path });
  const gone = await told(service, "product.deleted");
  assert.deepEqual(Object.keys(gone).sort(), ["ProductId", "UserContext"]);
  assert.equal(gone.ProductId, "mug");
  await seller.ok("ProductSynchronization.Delete");
  const off = await seller.refused("ProductSynchronization.Sync", { body: { ProductID: "mug" } });
  assert.deepEqual([off.status, off.code], [400, "Synchronize.ProductSyncNotEnabled"]);
});

test("a price schedule that many products have has each of them told of, in steps", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const service = await target(t, seller);
  await own.product("p0");
  const ids = Array.from({ length: 205 }, (_, index) => `p${index + 1}`);
  for (let start = 0; start < ids.length; start += 20)
    await Promise.all(
      ids
        .slice(start, start + 20)
        .map((ID) =>
          seller.ok("Products.Create", { body: { ID, Name: ID, Active: true, DefaultPriceScheduleID: "p0-price" } }),
        ),
    );
  await seller.ok("ProductSynchronization.Save", {
    body: { DeliveryConfigID: "main", SyncProductChanged: true, SyncProductDeleted: false },
  });
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "p0-price" }, body: { Name: "New" } });
  await service.received(206);
  await settled(own.id);
  assert.deepEqual(
    service.calls.map(({ payload }) => payload.Payload.ProductID).sort(),
    ["p0", ...ids].sort(),
    "each once",
  );
});

test("an order is told of from its submission on, whenever it changes, with numbers for statuses", async (t) => {
  const own = await shop(t);
  const { seller, shopper, product } = own;
  const service = await target(t, seller);
  await seller.ok("OrderSynchronization.Save", { body: { DeliveryConfigID: "main" } });
  await product("mug");
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 2 } });
  await shopper.ok("Cart.Patch", { body: { Comments: "Soon" } });
  await settled(own.id);
  assert.deepEqual(service.calls, [], "not while it is a cart");
  const { ID: orderID } = await shopper.ok("Cart.Submit");
  const open = await told(service, "ordersync.updated");
  assert.deepEqual(
    [open.ID, open.Status, open.Total, open.LineItems.length, open.LineItems[0].ProductID, open.Comments],
    [orderID, 4, 20, 1, "mug", "Soon"],
  );
  assert.match(open.UserContext.ID, /^caller-/);
  const path = { direction: "Incoming", orderID } as const;
  const [line] = open.LineItems;
  await seller.ok("Shipments.Create", { body: { ID: "s", BuyerID: "acme" } });
  await seller.ok("Shipments.SaveItem", {
    path: { shipmentID: "s" },
    body: { OrderID: orderID, LineItemID: line.ID, QuantityShipped: 1 },
  });
  await told(service, "ordersync.updated", ({ LineItems }) => LineItems[0].QuantityShipped === 1);
  await seller.ok("Orders.Patch", { path, body: { xp: { Packed: true } } });
  await told(service, "ordersync.updated", ({ xp }) => xp?.Packed === true);
  await seller.ok("Orders.Complete", { path });
  await told(service, "ordersync.updated", ({ Status }) => Status === 5);
});

test("what users of an API client do is told of them alone: signing in, filling the cart, submitting", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const service = await target(t, seller);
  const client = await seller.ok("ApiClients.Create", {
    body: { AppName: "Shop", Active: true, AccessTokenDuration: 60, AllowAnyBuyer: true },
  });
  for (const EventType of ["UserLoggedIn", "LineItemAdded", "LineItemUpdated", "OrderSubmitted"] as const)
    await seller.ok("TrackingEvents.Create", {
      body: { ID: EventType, Name: EventType, EventType, ClientID: client.ID, DeliveryConfigID: "main" },
    });
  await own.product("mug", { Name: "Mug", Description: "For tea" } as never);
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug" } });
  await seller.ok("Users.Create", {
    path: { buyerID: "acme" },
    body: {
      ID: "ada",
      Username: `ada@${own.id}`,
      FirstName: "Ada",
      LastName: "L",
      Email: "ada@example.com",
      Active: true,
      Password: "Winter-Garden-1",
    },
  });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "shopper", Name: "Shopper", Roles: ["Shopper"] } });
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "shopper", BuyerID: "acme" } });
  const response = await fetch(`${own.baseUrl}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: client.ID,
      username: `ada@${own.id}`,
      password: "Winter-Garden-1",
      scope: "Shopper",
    }),
  });
  assert.equal(response.status, 200);
  const identified = await told(service, "sessions.identified");
  assert.deepEqual(identified, {
    UserContext: { ID: "ada", AnonymousId: null },
    Language: null,
    Currency: null,
    Email: "ada@example.com",
    FirstName: "Ada",
    LastName: "L",
  });
  const ada = await newCaller(own, { buyer: "acme" }, ["Shopper"], client.ID);
  const line = await ada.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 2 } });
  const added = await told(service, "orders.lines.added");
  assert.deepEqual(
    [
      added.LineID,
      added.Product.ProductName,
      added.Product.ProductDescription,
      added.Quantity,
      added.Price,
      added.LineTotal,
    ],
    [line.ID, "Mug", "For tea", 2, 10, 20],
  );
  await ada.ok("Cart.PatchLineItem", { path: { lineItemID: String(line.ID) }, body: { Quantity: 3 } });
  assert.equal((await told(service, "orders.lines.updated")).Quantity, 3);
  const { ID } = await ada.ok("Cart.Submit");
  const submitted = await told(service, "orders.submitted");
  assert.deepEqual(
    [submitted.OrderID, submitted.OrderStatus, submitted.OrderTotal, submitted.LineItems[0].LineTotal],
    [ID, "Open", 30, 30],
  );
  await settled(own.id);
  assert.equal(service.calls.length, 4, "each once, and nothing of those who call through another client");
});

test("changes of stock are told of wherever it is kept; limited, only where they pass zero or the notification point", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const service = await target(t, seller);
  await own.product("mug", { Inventory: { Enabled: true, QuantityAvailable: 9, NotificationPoint: 5 } } as never);
  await seller.ok("InventoryIntegrations.Save", { body: { DeliveryConfigID: "main" } });
  const buy = async (Quantity: number, more: object = {}) => {
    await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity, ...more } });
    await shopper.ok("Cart.Submit");
  };
  const now = (quantity: number) =>
    told(service, "inventory.updated", ({ QuantityAvailable }) => QuantityAvailable === quantity);
  await buy(2);
  const { UserContext: _, ...said } = await now(7);
  assert.deepEqual(said, {
    ProductID: "mug",
    VariantID: null,
    InventoryRecordID: null,
    QuantityAvailable: 7,
    PreviousQuantityAvailable: 9,
    NotificationPoint: 5,
  });
  await seller.ok("InventoryIntegrations.Patch", { body: { LimitNotifications: true } });
  await buy(1);
  await buy(1);
  assert.equal((await now(5)).PreviousQuantityAvailable, 6);
  const stock = (QuantityAvailable: number) =>
    seller.ok("Products.Patch", { path: { productID: "mug" }, body: { Inventory: { QuantityAvailable } } });
  await stock(4);
  await stock(0);
  await now(0);
  await stock(20);
  await now(20);
  const street = { ID: "hall", Street1: "1 Main", City: "Bath", Country: "GB" };
  await seller.ok("AdminAddresses.Create", { body: street });
  await seller.ok("EntitySynchronization.SaveInventoryRecords", { body: entities });
  await seller.ok("InventoryRecords.Create", {
    path: { productID: "mug" },
    body: { ID: "r", AddressID: "hall", QuantityAvailable: 3 },
  });
  assert.equal((await now(3)).InventoryRecordID, "r");
  const record = await told(service, "entitysync.inventoryrecord.updated");
  assert.deepEqual(
    [record.ID, record.ProductID, record.InventoryRecords],
    [
      "r",
      "mug",
      [
        {
          ID: "r",
          OwnerID: own.id,
          AddressID: "hall",
          OrderCanExceed: false,
          QuantityAvailable: 3,
          Zip: null,
          xp: null,
        },
      ],
    ],
  );
  await buy(1, { InventoryRecordID: "r" });
  await told(service, "entitysync.inventoryrecord.updated", (one) => one.InventoryRecords[0].QuantityAvailable === 2);
  const body = { ProductID: "MUG", InventoryRecordID: "R" };
  await seller.ok("EntitySynchronization.SyncInventoryRecord", { body });
  assert.equal(
    (await seller.refused("EntitySynchronization.SyncInventoryRecord", { body: { ...body, InventoryRecordID: "no" } }))
      .data.ObjectType,
    "InventoryRecord",
  );
  await settled(own.id);
  const records = typesOf(service).filter((type) => type.startsWith("entitysync"));
  assert.equal(records.length, 3, "made, bought of, asked for");
  const stocks = service.calls.filter(({ payload }) => payload.Headers.type === `${namespace}inventory.updated`);
  assert.deepEqual(
    stocks.map(({ payload }) => payload.Payload.QuantityAvailable),
    [7, 5, 0, 20, 3],
  );
});

test("records that go with their product are told of as gone: none of its records are left", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const service = await target(t, seller);
  const body = { ID: "hall", Street1: "1 Main", City: "Bath", Country: "GB" };
  await seller.ok("AdminAddresses.Create", { body });
  await own.product("mug", { Inventory: { Enabled: true } } as never);
  const path = { productID: "mug" };
  await seller.ok("InventoryRecords.Create", { path, body: { ID: "r", AddressID: "hall" } });
  await seller.ok("EntitySynchronization.SaveInventoryRecords", { body: entities });
  await seller.ok("Products.Delete", { path });
  const { ProductID, InventoryRecords } = await told(service, "entitysync.inventoryrecord.full.updated");
  assert.deepEqual([ProductID, InventoryRecords], ["mug", []]);
});

test("a failure that ends a delivery is reported where the marketplace wants it, and the way there can be tried", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const broken = await target(t, seller, "broken", () => ({ status: 500 }));
  const errors = await target(t, seller, "errors");
  assert.equal((await seller.refused("ErrorConfigs.Validate")).status, 404);
  await seller.ok("ErrorConfigs.Save", { body: { DeliveryConfigID: "errors" } });
  await seller.ok("ErrorConfigs.Validate");
  const { UserContext: _, ...tried } = await told(errors, "errors");
  assert.deepEqual(tried, { StatusCode: 200, ErrorCode: "Validation", Message: "This is a test.", Data: null });
  await seller.ok("EntitySynchronization.SaveBuyers", { body: { ...entities, DeliveryConfigID: "broken" } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const report = await told(errors, "errors", ({ ErrorCode }) => ErrorCode === "Delivery.GivenUp");
  assert.deepEqual([report.StatusCode, report.Data.Attempts, broken.calls.length], [500, 5, 5]);
  await seller.ok("DeliveryConfigurations.Patch", { path: { deliveryConfigID: "errors" }, body: { Enabled: false } });
  const off = await seller.refused("ErrorConfigs.Validate");
  assert.deepEqual([off.status, off.code], [400, "ErrorConfig.DeliveryConfigDisabled"]);
});

test("a target that never answers delays none of the others, and each hears of one object in order", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await target(t, seller, "hangs", () => null);
  const fine = await target(t, seller, "main");
  await seller.ok("EntitySynchronization.SaveSuppliers", { body: { ...entities, DeliveryConfigID: "hangs" } });
  await seller.ok("EntitySynchronization.SaveBuyers", { body: entities });
  for (let n = 0; n < 12; n++)
    await seller.ok("Suppliers.Create", { body: { ID: `s${n}`, Name: "Supplier", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "0", Active: true } });
  for (let n = 1; n <= 10; n++)
    await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Name: String(n) } });
  // One after the other they would wait for longer than this does.
  await told(fine, "entitysync.buyer.updated", ({ Name }) => Name === "10");
  const names = fine.calls.map(({ payload }) => Number(payload.Payload.Name));
  assert.deepEqual(
    names,
    [...names].sort((a, b) => a - b),
    "never an earlier state after a later one",
  );
});
