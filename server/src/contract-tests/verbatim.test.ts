import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Operation } from "@orderwell/contract";
import { hooked, newCaller, shop, startDeliveries, type TestClient, testServer } from "@orderwell/testing";
import { webhookDeliveries } from "../integrations/webhooks/deliveries.ts";
import { each } from "./callers.ts";
import {
  type CrudFixture,
  type CrudResource,
  crudFixture,
  crudResources,
  fixturePath,
  smallestBody,
} from "./crud-resources.ts";

let fixture: CrudFixture;
before(async () => {
  fixture = await crudFixture(await shop({ name: "What clients wrote" }));
});

const given =
  '{"zeta":1,"10":"ten","2":{"b":9007199254740993,"a":-12345678901234567890},"list":[{"z":1,"1":18446744073709551616}],"__proto__":{"x":1},"alpha":null}';
const change = '{"2":{"c":9007199254740995,"b":null},"alpha":{"9":1,"1":2},"beta":"é"}';
const changed =
  '{"zeta":1,"10":"ten","2":{"b":null,"a":-12345678901234567890,"c":9007199254740995},"list":[{"z":1,"1":18446744073709551616}],"__proto__":{"x":1},"alpha":{"9":1,"1":2},"beta":"é"}';

/** Text of a reply to a text. */
const asked = (client: TestClient, { method }: Operation, url: string, body?: string): Promise<string> =>
  sent(client, method, url, body);

async function sent(client: TestClient, method: string, url: string, body?: string): Promise<string> {
  const answer = await fetch(`${client.baseUrl}${url}`, {
    method,
    headers: {
      authorization: `Bearer ${client.token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url}: ${text}`);
  return text;
}

const withXp = (body: object, xp: string): string => JSON.stringify({ ...body, xp: "placed" }).replace('"placed"', xp);

test("extended properties of every resource come back as they were sent: replies, lists, PUT, PATCH and filters", async () => {
  const tested = crudResources.filter(({ model }) => model.fields.xp?.xp === true && !model.fields.xp.readOnly);
  assert.ok(tested.length > 25, `${tested.length} resources have extended properties`);
  const wrong: string[] = [];
  await each(tested, async (resource) => {
    try {
      await staysVerbatim(resource, `verbatim${tested.indexOf(resource)}`);
    } catch (error) {
      wrong.push(`${resource.create.id}: ${(error as Error).message}`);
    }
  });
  assert.equal(wrong.length, 0, wrong.join("\n\n"));
});

async function staysVerbatim(resource: CrudResource, seed: string): Promise<void> {
  const { create, get, list, save, patch } = resource;
  const client = fixture.caller(create);
  const collection = fixturePath(create.path);
  const body = smallestBody(resource, seed);
  const shows = (text: string, xp: string): void => assert.ok(text.includes(`"xp":${xp}`), text);
  const made = await asked(client, create, collection, withXp(body, given));
  const { ID } = JSON.parse(made) as { ID: string };
  const url = `${collection}/${ID}`;
  shows(made, given);
  shows(await asked(client, get, url), given);
  // Lists of orders leave out those that are not submitted.
  if (list !== undefined && create.id !== "Orders.Create") {
    shows(await asked(client, list, `${collection}?xp.2.b=9007199254740993&ID=${ID}`), given);
    const others = await asked(client, list, `${collection}?xp.2.b=9007199254740992&ID=${ID}`);
    assert.equal(JSON.parse(others).Items.length, 0, others);
  }
  if (patch !== undefined) {
    await asked(client, patch, url, `{"xp":${change}}`);
    shows(await asked(client, get, url), changed);
  }
  if (save !== undefined) {
    await asked(client, save, url, withXp(body, given));
    shows(await asked(client, get, url), given);
  }
}

/** How often a text shows the extended properties. */
const showings = (text: string, xp: string): number => text.split(`"xp":${xp}`).length - 1;

test("an invitation to an order shows them as they were sent", async (t) => {
  const { shopper } = await shop(t);
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  const body = { OrderID: "o", ExpirationDate: new Date(Date.now() + 86_400_000).toISOString() };
  const made = await sent(shopper, "POST", "/v1/me/orderinvitations", withXp(body, given));
  const url = `/v1/me/orderinvitations/${(JSON.parse(made) as { ID: string }).ID}`;
  assert.equal(showings(await sent(shopper, "GET", url), given), 1);
  await sent(shopper, "PATCH", url, `{"xp":${change}}`);
  assert.equal(showings(await sent(shopper, "GET", url), changed), 1);
});

test("the copies that orders keep show them as they were sent: product, user, addresses and line, also once an ID changed", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await own.product("p", { ShipWeight: "1.5" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["FullAccess"]);
  await sent(seller, "PATCH", "/v1/products/p", `{"xp":${given}}`);
  await sent(buyer, "PATCH", "/v1/me", `{"xp":${given}}`);
  const address = {
    ID: "home",
    Street1: "S",
    City: "C",
    State: "NY",
    Zip: "1",
    Country: "US",
    Billing: true,
    Shipping: true,
  };
  await sent(seller, "POST", "/v1/buyers/acme/addresses", withXp(address, given));
  const { ID: userId } = await buyer.ok("Me.Get");
  const assignment = { AddressID: "home", UserID: userId, IsShipping: true, IsBilling: true };
  await sent(seller, "POST", "/v1/buyers/acme/addresses/assignments", JSON.stringify(assignment));
  await sent(
    buyer,
    "POST",
    "/v1/orders/Outgoing",
    withXp({ ID: "o", BillingAddressID: "home", ShippingAddressID: "home" }, given),
  );
  await sent(buyer, "POST", "/v1/orders/Outgoing/o/lineitems", withXp({ ID: "l", ProductID: "p", Quantity: 1 }, given));
  const line = async () => showings(await sent(buyer, "GET", "/v1/orders/Outgoing/o/lineitems/l"), given);
  const order = async () => showings(await sent(buyer, "GET", "/v1/orders/Outgoing/o"), given);
  assert.equal(await line(), 3, "the line, its product and its address");
  assert.equal(await order(), 3, "the order, its user and its address");
  await sent(buyer, "PATCH", "/v1/orders/Outgoing/o/lineitems/l", '{"Quantity":2}');
  await sent(buyer, "POST", "/v1/orders/Outgoing/o/submit", "{}");
  await sent(seller, "PATCH", "/v1/products/p", '{"ID":"q"}');
  await sent(seller, "PATCH", `/v1/buyers/acme/users/${userId}`, '{"ID":"renamed"}');
  assert.equal(await line(), 3);
  assert.equal(await order(), 3);
});

test("a child product shows its parent's as they were sent, with its own among them", async (t) => {
  const own = await shop(t);
  await own.product("parent", { IsParent: true } as object);
  await own.product("child", { ParentID: "parent" }, null);
  await sent(own.seller, "PATCH", "/v1/products/parent", `{"xp":${given}}`);
  assert.equal(showings(await sent(own.seller, "GET", "/v1/products/child"), given), 1);
  await sent(own.seller, "PATCH", "/v1/products/child", '{"xp":{"2":{"own":9007199254740997},"last":{"b":1,"a":2}}}');
  const both = given.replace(/"2":\{[^}]*\}/, '"2":{"own":9007199254740997}').replace(/\}$/, ',"last":{"b":1,"a":2}}');
  assert.equal(showings(await sent(own.seller, "GET", "/v1/products/child"), both), 1);
  await own.seller.ok("Products.Patch", { path: { productID: "child" }, body: { Name: "Child" } });
  assert.equal(showings(await sent(own.seller, "GET", "/v1/products/child"), both), 1);
});

test("webhooks are told what was sent and what was answered, and get their own data, as it was written", async (t) => {
  const { app: server } = await testServer();
  await startDeliveries(webhookDeliveries(server.works, server.services));
  const { service, app, seller } = await hooked(t, ["PUT v1/buyers/{buyerID}"]);
  await sent(seller, "PATCH", "/v1/webhooks/hook", `{"ConfigData":${given}}`);
  await sent(app, "PUT", "/v1/buyers/acme", withXp({ Name: "Acme" }, given));
  const [call] = await service.received(1);
  const text = String(call?.bytes);
  assert.equal(showings(text, given), 2, text);
  assert.ok(text.includes(`"ConfigData":${given}`), text);
});
