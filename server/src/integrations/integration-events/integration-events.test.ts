import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, type TestMarketplace, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { openHeader } from "../custom-headers/custom-auth-header.ts";

const event = {
  ID: "checkout",
  Name: "Checkout",
  EventType: "OrderCheckout",
  CustomImplementationUrl: "https://example.com/checkout",
  HashKey: "key",
};
const path = { integrationEventID: "checkout" };

/** The header as it is stored, with its value opened: it is sealed. */
async function storedHeader(own: TestMarketplace): Promise<unknown> {
  const { tenants, secrets } = (await testServer()).app.services;
  const row = await tenants.transaction(own.id, "read", (db) =>
    db.row<{ name: string | null; value: string | null }>(sql`
      select custom_auth_header_name as name, custom_auth_header_value as value from integration_event
      where marketplace_id = ${own.id}`),
  );
  return row && { name: row.name, value: openHeader(secrets, row.value) };
}

test("an event is kept with its settings and roles; its hash key can be read, its header's value never", async (t) => {
  const own = await marketplace(t);
  const created = await own.seller.accepted("IntegrationEvents.Create", {
    body: {
      ...event,
      ElevatedRoles: ["orderadmin"],
      ConfigData: { retries: [1, 2] },
      CustomAuthHeaderName: "X-Key",
      CustomAuthHeaderValue: "secret",
    },
  });
  const expected = {
    ...event,
    ElevatedRoles: ["OrderAdmin"],
    ConfigData: { retries: [1, 2] },
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: null,
  };
  assert.deepEqual(created, expected);
  assert.deepEqual(await own.seller.ok("IntegrationEvents.Get", { path }), expected);
  const { Items } = await own.seller.ok("IntegrationEvents.List", { query: { EventType: "OrderCheckout" } });
  assert.deepEqual(Items, [expected]);
  assert.deepEqual(await storedHeader(own), { name: "X-Key", value: "secret" });
});

test("a service is at an http or https address without credentials", async (t) => {
  const own = await marketplace(t);
  for (const CustomImplementationUrl of [
    "example.com",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:1",
    "https://user:pass@example.com/",
    "https://user@example.com/",
  ]) {
    const { status, code, data } = await own.seller.refused("IntegrationEvents.Create", {
      body: { ...event, CustomImplementationUrl },
    });
    assert.deepEqual(
      [status, code, data.Property],
      [400, "ValidationFailure", "CustomImplementationUrl"],
      CustomImplementationUrl,
    );
  }
  await own.seller.accepted("IntegrationEvents.Create", { body: event });
  for (const CustomImplementationUrl of ["http://localhost:3000/api", "HTTPS://example.com/a?b=c"])
    await own.seller.ok("IntegrationEvents.Patch", { path, body: { CustomImplementationUrl } });
});

test("what a client read and sends back leaves the header's value alone; without a name it goes", async (t) => {
  const own = await marketplace(t);
  const body = { ...event, CustomAuthHeaderName: "X-Key", CustomAuthHeaderValue: "secret" };
  await own.seller.accepted("IntegrationEvents.Create", { body });
  const read = await own.seller.ok("IntegrationEvents.Get", { path });
  await own.seller.ok("IntegrationEvents.Save", { path, body: { ...read, Name: "Renamed" } });
  assert.deepEqual(await storedHeader(own), { name: "X-Key", value: "secret" });
  await own.seller.ok("IntegrationEvents.Patch", { path, body: { CustomAuthHeaderValue: "newer" } });
  assert.deepEqual(await storedHeader(own), { name: "X-Key", value: "newer" });
  await own.seller.ok("IntegrationEvents.Patch", { path, body: { CustomAuthHeaderName: null } });
  assert.deepEqual(await storedHeader(own), { name: null, value: null });
});

test("header name and value come together, and hold what a header may hold", async (t) => {
  const { seller } = await marketplace(t);
  const code = async (more: object) =>
    (await seller.refused("IntegrationEvents.Create", { body: { ...event, ...more } })).code;
  assert.deepEqual(
    [
      await code({ CustomAuthHeaderName: "X-Key" }),
      await code({ CustomAuthHeaderValue: "v" }),
      await code({ CustomAuthHeaderName: "X Key", CustomAuthHeaderValue: "v" }),
      await code({ CustomAuthHeaderName: "X-Key", CustomAuthHeaderValue: "v\r\nHost: evil" }),
    ],
    [
      "Integration.CustomAuthHeaderValueRequired",
      "Integration.CustomAuthHeaderNameRequired",
      "ValidationFailure",
      "ValidationFailure",
    ],
  );
});

test("the type of an event never changes", async (t) => {
  const { seller } = await marketplace(t);
  const { EventType: _, ...untyped } = event;
  assert.equal((await seller.ok("IntegrationEvents.Create", { body: untyped })).EventType, "OrderCheckout");
  await seller.ok("IntegrationEvents.Save", { path, body: untyped });
  for (const operation of ["IntegrationEvents.Patch", "IntegrationEvents.Save"] as const) {
    const refused = await seller.refused(operation, { path, body: { ...event, EventType: "AddToCart" } });
    assert.deepEqual([refused.status, refused.code], [400, "IntegrationEvent.CannotEditType"]);
  }
});

test("an event that an API client uses cannot be deleted until the client lets go of it", async (t) => {
  const { seller } = await marketplace(t);
  await seller.accepted("IntegrationEvents.Create", { body: event });
  const client = await seller.ok("ApiClients.Create", {
    body: { AppName: "Shop", AccessTokenDuration: 60, OrderCheckoutIntegrationEventID: "checkout" },
  });
  const refused = await seller.refused("IntegrationEvents.Delete", { path });
  assert.deepEqual([refused.status, refused.code], [400, "IntegrationEvent.CannotDeleteInUse"]);
  await seller.ok("IntegrationEvents.Get", { path });
  await seller.ok("ApiClients.Patch", {
    path: { apiClientID: client.ID },
    body: { OrderCheckoutIntegrationEventID: null },
  });
  await seller.ok("IntegrationEvents.Delete", { path });
});
