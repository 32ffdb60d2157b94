import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import { operations } from "@orderwell/contract";
import {
  addUser,
  addUserGroup,
  afterFile,
  marketplace,
  newCaller,
  receiver,
  type ServiceAnswer,
  type TestMarketplace,
  testDatabaseUrl,
  until,
} from "@orderwell/testing";
import pg from "pg";
import { startSynchronization } from "../following/testing/synchronization.ts";

let pool: pg.Pool;

before(async () => {
  pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  afterFile.push(() => pool.end());
  await startSynchronization();
});

/** Deliveries of a marketplace that wait, were made or were given up. */
const deliveries = async ({ id }: TestMarketplace) =>
  (
    await pool.query<{ dead: boolean; ended: boolean }>(
      `select dead, ended_at is not null as ended from outbox.delivery
       where marketplace_id = $1 and subscriber = 'synchronization' order by id`,
      [id],
    )
  ).rows;

const config = { DeliveryConfigID: "main", SyncEntityChanged: true, SyncEntityDeleted: false };
const root = "/v1/integrations/entitysync";

/** A delivery configuration that leads to a service of the test's. */
async function delivering(
  t: Parameters<typeof marketplace>[0] & Parameters<typeof receiver>[0],
  answer?: () => ServiceAnswer,
) {
  const own = await marketplace(t);
  const service = await receiver(t, answer);
  const Http = {
    Endpoint: service.url,
    Secret: "shared key ✓",
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: "opens",
  };
  await own.seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "main", Name: "Main", Enabled: true, DeliveryTargets: { Http } },
  });
  return { ...own, service };
}

const paths = [
  "adminusers",
  "buyers",
  "buyers/usergroups",
  "buyers/users",
  "catalogs",
  "categories",
  "products/inventoryrecords",
  "suppliers",
  "suppliers/users",
];

test("every kind of resource has a configuration of its own, which the verbs make, change and remove", async (t) => {
  const own = await delivering(t);
  const declared = Object.values(operations).filter(({ method, path }) => method === "GET" && path.startsWith(root));
  assert.deepEqual(declared.map(({ path }) => path.slice(root.length + 1)).sort(), [...paths].sort());
  for (const path of paths) {
    const at = (method: string, body?: object) => own.seller.raw(method, `${root}/${path}`, body);
    assert.equal((await at("GET")).status, 404, path);
    assert.equal((await at("PATCH", { Paused: true })).status, 404);
    assert.equal((await at("DELETE")).status, 404);
    const expected = { ...config, Paused: false };
    assert.deepEqual((await at("PUT", { ...config, DeliveryConfigID: "MAIN" })).body, expected);
    assert.deepEqual((await at("PATCH", { SyncEntityDeleted: true, Paused: true })).body, {
      ...expected,
      SyncEntityDeleted: true,
      Paused: true,
    });
    assert.deepEqual((await at("PUT", config)).body, expected, "PUT replaces");
    assert.deepEqual((await at("GET")).body, expected);
  }
  await own.seller.ok("DeliveryConfigurations.Patch", { path: { deliveryConfigID: "main" }, body: { ID: "other" } });
  for (const path of paths) {
    const { body } = await own.seller.raw("GET", `${root}/${path}`);
    assert.equal(body.DeliveryConfigID, "other", "a rename is followed");
    assert.equal((await own.seller.raw("DELETE", `${root}/${path}`)).status, 204);
    assert.equal((await own.seller.raw("GET", `${root}/${path}`)).status, 404);
  }
});

test("what nobody has, or is switched off, is not delivered through, and what is used is not deleted", async (t) => {
  const own = await delivering(t);
  const { seller } = own;
  const save = (DeliveryConfigID: string) =>
    seller.refused("EntitySynchronization.SaveBuyers", { body: { ...config, DeliveryConfigID } });
  const unknown = await save("nobody");
  assert.deepEqual([unknown.status, unknown.data.ObjectType, unknown.data.ObjectID], [404, "DeliveryConfig", "nobody"]);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: config });
  const path = { deliveryConfigID: "main" };
  const inUse = await seller.refused("DeliveryConfigurations.Delete", { path });
  assert.deepEqual([inUse.status, inUse.code], [400, "DeliveryConfig.CannotDeleteConfigInUse"]);
  await seller.ok("DeliveryConfigurations.Patch", { path, body: { Enabled: false } });
  await seller.ok("EntitySynchronization.PatchBuyers", { body: { SyncEntityDeleted: true } });
  const off = await seller.refused("EntitySynchronization.SaveCatalogs", { body: config });
  assert.deepEqual([off.status, off.code], [400, "DeliveryConfig.ConfigurationDisabled"]);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const asked = await seller.refused("EntitySynchronization.SyncBuyer", { body: { BuyerID: "acme" } });
  assert.deepEqual([asked.status, asked.code], [400, "DeliveryConfig.ConfigurationDisabled"]);
  await seller.ok("EntitySynchronization.DeleteBuyers");
  await seller.ok("DeliveryConfigurations.Delete", { path });
});

test("the present state of an object is delivered by hand: as documented, signed over the bytes, with the header", async (t) => {
  const own = await delivering(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", {
    body: { ID: "maker", Name: "Maker", Active: true, xp: { n: 12345678901234567890n.toString() } },
  });
  const buyer = await seller.ok("Buyers.Create", {
    body: { ID: "acme", Name: "Acmé ✓", Active: true, xp: { Big: 1e21 } },
  });
  await addUser(own, {}, "clerk");
  await addUser(own, { buyer: "acme" }, "shopper");
  await addUser(own, { supplier: "maker" }, "packer");
  await addUserGroup(own, { buyer: "acme" }, "team");
  const category = await seller.ok("Categories.Create", {
    path: { catalogID: "acme" },
    body: { ID: "new", Name: "New" },
  });
  const catalog = await seller.ok("Catalogs.Get", { path: { catalogID: "acme" } });
  for (const path of paths) assert.equal((await seller.raw("PUT", `${root}/${path}`, config)).status, 200);
  const caller = await newCaller(own, {}, ["EntitySyncConfigAdmin"]);
  const asks: readonly (readonly [path: string, body: object, name: string, says: object])[] = [
    ["buyers", { BuyerID: "ACME" }, "buyer", buyer],
    [
      "suppliers",
      { SupplierID: "maker" },
      "supplier",
      { ID: "maker", Name: "Maker", Active: true, AllBuyersCanOrder: false },
    ],
    ["adminusers", { UserID: "clerk" }, "adminuser", { ID: "clerk", UserType: 2, AvailableRoles: [] }],
    [
      "buyers/users",
      { BuyerID: "acme", UserID: "shopper" },
      "buyeruser",
      { ID: "shopper", UserType: 0, CompanyID: "acme" },
    ],
    ["suppliers/users", { SupplierID: "maker", UserID: "packer" }, "supplieruser", { ID: "packer", UserType: 1 }],
    ["buyers/usergroups", { BuyerID: "acme", UserGroupID: "team" }, "buyerusergroup", { ID: "team" }],
    ["catalogs", { CatalogID: "acme" }, "catalog", catalog],
    ["categories", { CatalogID: "acme", CategoryID: "new" }, "category", category],
  ];
  for (const [path, body] of asks) {
    const at = path === "suppliers" ? "supplier" : path;
    const { status, body: reply } = await caller.raw("POST", `${root}/${at}/sync`, body);
    assert.deepEqual([status, reply ?? null], [204, null], path);
  }
  const calls = await own.service.received(asks.length);
  for (const [, , name, says] of asks) {
    const type = `sitecore.ordercloud.messages.entitysync.${name}.updated`;
    const call = calls.find(({ payload }) => payload.Headers.type === type);
    assert.ok(call, `${name} was told of`);
    assert.deepEqual(Object.keys(call.payload), ["Headers", "Payload"]);
    const { UserContext, ...told } = call.payload.Payload;
    assert.equal(UserContext.AnonymousId, null);
    assert.match(UserContext.ID, /./);
    for (const [property, value] of Object.entries(says))
      assert.deepEqual(told[property], value, `${name} ${property}`);
    for (const hidden of ["Password", "FailedLoginAttempts"]) assert.ok(!(hidden in told));
    assert.equal(call.headers["x-oc-hash"], createHmac("sha256", "shared key ✓").update(call.bytes).digest("base64"));
    assert.equal(call.headers["x-key"], "opens");
  }
});

test("by hand nothing is delivered of what is not there, not synchronized, paused or told at no target", async (t) => {
  const own = await delivering(t);
  const { seller } = own;
  const ask = (BuyerID: string) => seller.refused("EntitySynchronization.SyncBuyer", { body: { BuyerID } });
  const disabled = [400, "Synchronize.EntitySyncForBuyerNotEnabled"];
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const none = await ask("acme");
  assert.deepEqual([none.status, none.code], disabled);
  await seller.ok("EntitySynchronization.SaveBuyers", { body: config });
  const unknown = await ask("nobody");
  assert.deepEqual([unknown.status, unknown.data.ObjectType, unknown.data.ObjectID], [404, "Buyer", "nobody"]);
  await seller.ok("EntitySynchronization.PatchBuyers", { body: { Paused: true } });
  const paused = await ask("acme");
  assert.deepEqual([paused.status, paused.code], disabled);
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "send",
      Name: "Send",
      Enabled: true,
      DeliveryTargets: { SendEvent: { SiteID: "s", ServiceEndpoint: "https://example.com/" } },
    },
  });
  await seller.ok("EntitySynchronization.SaveBuyers", { body: { ...config, DeliveryConfigID: "send" } });
  const all = await seller.refused("FullSynchronizations.Start", { path: { synchronization: "Buyers" } });
  assert.deepEqual([all.status, all.code], [400, "DeliveryConfig.NoTarget"]);
  const elsewhere = await ask("acme");
  assert.deepEqual(
    [elsewhere.status, elsewhere.code, elsewhere.data],
    [400, "DeliveryConfig.NoTarget", { DeliveryConfigID: "send" }],
  );
  assert.deepEqual(await deliveries(own), []);
});

test("a target that fails is tried again, and one that is switched off meanwhile is left alone", async (t) => {
  let status = 503;
  const own = await delivering(t, () => ({ status }));
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("EntitySynchronization.SaveBuyers", { body: config });
  const ask = () => seller.ok("EntitySynchronization.SyncBuyer", { body: { BuyerID: "acme" } });
  const ended = async () => {
    await until(async () => !(await deliveries(own)).some((one) => !one.ended), "something goes on waiting");
    return (await deliveries(own)).map(({ dead }) => dead);
  };
  await ask();
  await own.service.received(1);
  status = 200;
  const [first, second] = await own.service.received(2);
  assert.deepEqual(second?.bytes, first?.bytes, "the same message");
  assert.deepEqual(await ended(), [false]);
  status = 503;
  await ask();
  await own.service.received(3);
  await seller.ok("DeliveryConfigurations.Patch", { path: { deliveryConfigID: "main" }, body: { Enabled: false } });
  assert.deepEqual(await ended(), [false, false], "it is not tried until it is given up");
});
