import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace } from "@orderwell/testing";

const flags = { SyncProductChanged: true, SyncProductDeleted: true };

/** What a marketplace has one of each, with the code for a delivery configuration that is switched off. */
const resources = [
  ["InventoryIntegrations", { LimitNotifications: false }, "DeliveryConfig.ConfigurationDisabled"],
  ["OrderSynchronization", { ConfigData: null }, "DeliveryConfig.ConfigurationDisabled"],
  [
    "ProductSynchronization",
    { ...flags, ConfigData: null, Paused: false, ExcludePriceSchedules: false },
    "DeliveryConfig.ConfigurationDisabled",
  ],
  ["ErrorConfigs", {}, "ErrorConfig.DeliveryConfigDisabled"],
] as const;

/** A marketplace with a delivery configuration, and one that is switched off. */
async function delivering(t: { readonly name: string }) {
  const { seller } = await marketplace(t);
  for (const [ID, Enabled] of [
    ["main", true],
    ["off", false],
  ] as const)
    await seller.accepted("DeliveryConfigurations.Create", {
      body: { ID, Name: ID, Enabled, DeliveryTargets: { Http: { Endpoint: "https://example.com/", Secret: "key" } } },
    });
  const save = (name: (typeof resources)[number][0], DeliveryConfigID: string) =>
    seller.send(`${name}.Save`, { body: { ...flags, DeliveryConfigID } });
  return { seller, save };
}

for (const [name, rest, disabled] of resources) {
  test(`${name}: a marketplace has none until one is saved, and none again once that is deleted`, async (t) => {
    const { seller, save } = await delivering(t);
    const none = async () =>
      [
        await seller.refused(`${name}.Get`),
        await seller.refused(`${name}.Patch`, { body: {} }),
        await seller.refused(`${name}.Delete`),
      ].map(({ status }) => status);
    assert.deepEqual(await none(), [404, 404, 404]);
    const made = await save(name, "MAIN");
    assert.equal(made.status, 200);
    assert.deepEqual(Object.entries(made.body).sort(), Object.entries({ ...rest, DeliveryConfigID: "main" }).sort());
    assert.deepEqual(await seller.ok(`${name}.Get`), made.body);
    await seller.ok(`${name}.Delete`);
    assert.deepEqual(await none(), [404, 404, 404]);
  });

  test(`${name}: its delivery configuration is there and switched on, is followed to a new ID, and stays meanwhile`, async (t) => {
    const { seller, save } = await delivering(t);
    const unknown = await save(name, "nobody");
    assert.deepEqual([unknown.status, unknown.body.Errors[0].Data.ObjectType], [404, "DeliveryConfig"]);
    await save(name, "main");
    const off = await seller.refused(`${name}.Patch`, { body: { DeliveryConfigID: "off" } });
    assert.deepEqual([off.status, off.code], [400, disabled]);
    const main = { path: { deliveryConfigID: "main" } };
    await seller.ok("DeliveryConfigurations.Patch", { ...main, body: { ID: "renamed" } });
    assert.equal((await seller.ok(`${name}.Get`)).DeliveryConfigID, "renamed");
    const renamed = { path: { deliveryConfigID: "renamed" } };
    const inUse = await seller.refused("DeliveryConfigurations.Delete", renamed);
    assert.equal(inUse.code, "DeliveryConfig.CannotDeleteConfigInUse");
    await seller.ok(`${name}.Delete`);
    await seller.ok("DeliveryConfigurations.Delete", renamed);
  });
}

test("an inventory integration says where it is delivered to", async (t) => {
  const { seller } = await delivering(t);
  const missing = await seller.refused("InventoryIntegrations.Save", { body: {} });
  assert.deepEqual([missing.status, missing.code], [400, "InventoryIntegration.DeliveryConfigIDRequired"]);
});

test("an API client has one tracking event of each type; its client and type stay, and it goes with the client", async (t) => {
  const { seller } = await marketplace(t);
  const client = async (AppName: string) =>
    (await seller.ok("ApiClients.Create", { body: { AppName, Active: true, AccessTokenDuration: 60 } })).ID;
  const [app, other] = [await client("App"), await client("Other")];
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "main",
      Name: "Main",
      Enabled: true,
      DeliveryTargets: { Http: { Endpoint: "https://example.com/", Secret: "key" } },
    },
  });
  const body = { Name: "Submitted", EventType: "OrderSubmitted", ClientID: app, DeliveryConfigID: "main" } as const;
  const made = await seller.ok("TrackingEvents.Create", { body: { ...body, ID: "one", ClientID: app.toUpperCase() } });
  assert.deepEqual(made, { ...body, ID: "one", ConfigData: null });
  const second = await seller.refused("TrackingEvents.Create", { body });
  assert.deepEqual([second.status, second.code], [400, "TrackingEvent.CannotCreateMultipleEventsOfSameType"]);
  await seller.ok("TrackingEvents.Create", { body: { ...body, ID: "two", ClientID: other } });
  for (const [change, code] of [
    [{ ClientID: other }, "TrackingEvent.CannotUpdateProperty"],
    [{ EventType: "UserLoggedIn" }, "TrackingEvent.CannotUpdateProperty"],
    [{ DeliveryConfigID: "nobody" }, "TrackingEvent.InvalidDeliveryConfigID"],
  ] as const) {
    const refused = await seller.refused("TrackingEvents.Patch", { path: { eventID: "one" }, body: change });
    assert.deepEqual([refused.status, refused.code], [400, code]);
  }
  const unknown = await seller.refused("TrackingEvents.Create", { body: { ...body, ClientID: "nobody" } });
  assert.deepEqual([unknown.status, unknown.code], [400, "TrackingEvent.InvalidClientID"]);
  await seller.ok("ApiClients.Delete", { path: { apiClientID: other } });
  assert.deepEqual(
    (await seller.ok("TrackingEvents.List")).Items.map(({ ID }) => ID),
    ["one"],
  );
});
