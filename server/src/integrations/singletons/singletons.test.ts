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

test("of each of what is told of stock, orders, products and failures a marketplace has one, which the verbs make, change and remove", async (t) => {
  const { seller } = await marketplace(t);
  for (const [ID, Enabled] of [
    ["main", true],
    ["off", false],
  ] as const)
    await seller.accepted("DeliveryConfigurations.Create", {
      body: { ID, Name: ID, Enabled, DeliveryTargets: { Http: { Endpoint: "https://example.com/", Secret: "key" } } },
    });
  for (const [name, rest, disabled] of resources) {
    assert.equal((await seller.refused(`${name}.Get`)).status, 404);
    assert.equal((await seller.refused(`${name}.Patch`, { body: {} })).status, 404);
    assert.equal((await seller.refused(`${name}.Delete`)).status, 404);
    const save = (DeliveryConfigID: string) => seller.send(`${name}.Save`, { body: { ...flags, DeliveryConfigID } });
    const expected = { ...rest, DeliveryConfigID: "main" };
    const made = await save("MAIN");
    assert.equal(made.status, 200, name);
    assert.deepEqual(Object.entries(made.body).sort(), Object.entries(expected).sort());
    assert.deepEqual(await seller.ok(`${name}.Get`), made.body);
    const unknown = await save("nobody");
    assert.deepEqual([unknown.status, unknown.body.Errors[0].Data.ObjectType], [404, "DeliveryConfig"]);
    const off = await seller.refused(`${name}.Patch`, { body: { DeliveryConfigID: "off" } });
    assert.deepEqual([off.status, off.code], [400, disabled]);
  }
  const missing = await seller.refused("InventoryIntegrations.Save", { body: {} });
  assert.deepEqual([missing.status, missing.code], [400, "InventoryIntegration.DeliveryConfigIDRequired"]);

  const path = { deliveryConfigID: "main" };
  await seller.ok("DeliveryConfigurations.Patch", { path, body: { ID: "renamed" } });
  for (const [name] of resources) {
    assert.equal(
      (await seller.refused("DeliveryConfigurations.Delete", { path: { deliveryConfigID: "renamed" } })).code,
      "DeliveryConfig.CannotDeleteConfigInUse",
    );
    assert.equal((await seller.ok(`${name}.Get`)).DeliveryConfigID, "renamed", "a rename is followed");
    await seller.ok(`${name}.Delete`);
    assert.equal((await seller.refused(`${name}.Get`)).status, 404);
  }
  await seller.ok("DeliveryConfigurations.Delete", { path: { deliveryConfigID: "renamed" } });
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
