import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { before, type TestContext, test } from "node:test";
import { addClient, newCaller, shop, until } from "@orderwell/testing";
import { startSynchronization } from "../following/testing/synchronization.ts";
import { entityProperties } from "./content-hub.ts";
import { documentFields, documentId } from "./search-ingestion.ts";

before(startSynchronization);

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** A vendor's service: every call that it gets, and its answers. */
async function vendor(t: TestContext, answer: (call: Call) => { status?: number; body?: unknown } = () => ({})) {
  const calls: Call[] = [];
  const server = createServer(async (request, reply) => {
    const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    const { method = "", url = "", headers } = request;
    const call = { method, url, headers, body: text === "" ? undefined : JSON.parse(text) };
    calls.push(call);
    const { status = 200, body = { enqueued: true } } = answer(call);
    reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const find = (fits: (call: Call) => boolean): Promise<Call> =>
    until(
      () => calls.find(fits),
      () => `It was not called so: ${calls.map(({ method, url }) => `${method} ${url}`).join()}`,
    );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, find };
}

test("extended properties of documents become attributes by their path in lower case, and arrays stay", () => {
  const fields = documentFields({
    ProductID: "mug",
    Description: null,
    Specs: [{ ID: "color" }],
    xp: { Care: { Wash: "Cold" }, Tags: ["A", "B"], Empty: null },
  });
  assert.deepEqual(fields, { productid: "mug", specs: [{ ID: "color" }], xp_care_wash: "Cold", xp_tags: ["A", "B"] });
});

test("products become documents of Sitecore Search in each language, with the texts that a service of the marketplace has", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const texts = await vendor(t, () => ({ body: { nl_nl: { name_local: "Mok", active: "no" } } }));
  const known = new Set<string>();
  const search = await vendor(t, ({ method, url, body }) => {
    const locale = url.split("?")[1];
    if (method === "POST") known.add(`${body.document.id}?${locale}`);
    if (method === "PUT" && !known.has(url.split("/").at(-1) ?? "")) return { status: 404 };
    return {};
  });
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "search",
      Name: "Search",
      Enabled: true,
      DeliveryTargets: {
        SearchIngestion: {
          Domain: "12",
          Source: "34",
          Entity: "product",
          Endpoint: search.url,
          ApiKey: "search-key",
          Content: {
            Locales: ["en_us", "nl_nl"],
            Http: { Endpoint: `${texts.url}/content/`, CustomAuthHeaderName: "X-Key", CustomAuthHeaderValue: "ours" },
          },
        },
      },
    },
  });
  await seller.ok("ProductSynchronization.Save", {
    body: { DeliveryConfigID: "search", SyncProductChanged: true, SyncProductDeleted: true },
  });
  await own.product("mug", { Name: "Mug", xp: { Color: "Red" } } as never);
  const documents = "/ingestion/v1/domains/12/sources/34/entities/product/documents";
  const made = await search.find(({ method, url }) => method === "POST" && url === `${documents}?locale=nl_nl`);
  assert.equal(made.headers.authorization, "search-key");
  const { id, fields } = made.body.document;
  assert.deepEqual([id, fields.name, fields.name_local, fields.xp_color], ["mug", "Mug", "Mok", "Red"]);
  assert.equal(typeof fields.active, "boolean", "what the platform says of itself is not the service's to change");
  await search.find(({ method, url }) => method === "PUT" && url === `${documents}/mug?locale=en_us`);
  assert.deepEqual([texts.calls[0]?.method, texts.calls[0]?.url], ["GET", "/content/product/mug"]);
  assert.equal(texts.calls[0]?.headers["x-key"], "ours");
  await seller.ok("Products.Delete", { path: { productID: "mug" } });
  await search.find(({ method, url }) => method === "DELETE" && url === `${documents}/mug?locale=nl_nl`);
});

test("documents of Sitecore Search are called by all that names their object, so that no two objects share one", () => {
  const ids = [["a", "b"], ["a.b"], ["a", "b", "c"], ["a.b", "c"], ["a", "b.c"], ["a%2Eb"], ["a/b"], ["a-b"], ["a_b"]];
  assert.equal(new Set(ids.map(documentId)).size, ids.length);
  assert.equal(documentId(["Shoes", "Boots"]), documentId(["shoes", "Boots"]), "in whatever case its place is named");
});

test("categories of two catalogs and records of two products have documents of their own, which go with them", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const held = new Map<string, ReturnType<typeof JSON.parse>>();
  const search = await vendor(t, ({ method, url, body }) => {
    const id = decodeURIComponent(url.split("/").at(-1) ?? "");
    if (method === "PUT") held.set(id, body.document.fields);
    if (method === "DELETE") held.delete(id);
    return {};
  });
  const holds = async (...ids: readonly string[]) => {
    const is = () => [...held.keys()].sort().join();
    await until(
      () => is() === ids.toSorted().join(),
      () => `${is()} instead of ${ids}`,
    );
  };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "search",
      Name: "Search",
      Enabled: true,
      DeliveryTargets: {
        SearchIngestion: { Domain: "1", Source: "2", Entity: "thing", Endpoint: search.url, ApiKey: "key" },
      },
    },
  });
  const told = { DeliveryConfigID: "search", SyncEntityChanged: true, SyncEntityDeleted: true };
  await seller.ok("EntitySynchronization.SaveCategories", { body: told });
  await seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other", Active: true } });
  for (const catalogID of ["acme", "other"])
    await seller.ok("Categories.Create", { path: { catalogID }, body: { ID: "new", Name: catalogID } });
  await holds("acme.new", "other.new");
  assert.deepEqual([held.get("acme.new").name, held.get("other.new").name], ["acme", "other"]);
  await seller.ok("EntitySynchronization.SyncCategory", { body: { CatalogID: "ACME", CategoryID: "new" } });
  await seller.ok("Categories.Delete", { path: { catalogID: "other", categoryID: "new" } });
  await holds("acme.new");

  await seller.ok("EntitySynchronization.SaveInventoryRecords", { body: told });
  const address = { ID: "hall", Street1: "1 Road", City: "Town", State: "MN", Zip: "55401", Country: "US" };
  await seller.ok("AdminAddresses.Create", { body: address });
  for (const productID of ["mug", "cup"]) {
    await own.product(productID, { Inventory: { Enabled: true } } as never);
    for (const ID of ["north", "south"])
      await seller.ok("InventoryRecords.Create", {
        path: { productID },
        body: { ID, AddressID: "hall", QuantityAvailable: productID === "mug" ? 3 : 7 },
      });
  }
  await holds("acme.new", "cup.north", "cup.south", "mug.north", "mug.south");
  assert.equal(held.get("cup.north").inventoryrecords[0].QuantityAvailable, 7);
  await seller.ok("InventoryRecords.Delete", { path: { productID: "mug", inventoryRecordID: "north" } });
  await seller.ok("InventoryRecords.Patch", {
    path: { productID: "cup", inventoryRecordID: "south" },
    body: { ID: "west" },
  });
  await holds("acme.new", "cup.north", "cup.west", "mug.south");
  await seller.ok("Products.Delete", { path: { productID: "mug" } });
  await holds("acme.new", "cup.north", "cup.west");
  held.clear();
  await seller.accepted("FullSynchronizations.Start", { path: { synchronization: "InventoryRecords" } });
  await holds("cup.north", "cup.west");
});

test("users of an API client are made known to Sitecore Send, with what they take and order", async (t) => {
  const own = await shop(t);
  const send = await vendor(t);
  const clientId = await addClient(own);
  await own.seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "send",
      Name: "Send",
      Enabled: true,
      DeliveryTargets: { SendEvent: { SiteID: "site-1", ServiceEndpoint: `${send.url}/` } },
    },
  });
  for (const EventType of ["LineItemAdded", "OrderSubmitted"] as const)
    await own.seller.ok("TrackingEvents.Create", {
      body: { ID: EventType, Name: EventType, EventType, ClientID: clientId, DeliveryConfigID: "send" },
    });
  await own.product("mug");
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 2 } });
  const added = await send.find(({ body }) => body.actionType === "ADDED_TO_ORDER");
  const me = await shopper.ok("Me.Get");
  assert.deepEqual(
    [added.method, added.url, added.body.siteId, added.body.ContactId],
    ["POST", "/track", "site-1", me.ID],
  );
  const { product } = added.body.properties[0];
  assert.deepEqual([product.itemCode, product.itemQuantity, product.itemTotalPrice], ["mug", 2, 20]);
  const order = await shopper.ok("Cart.Submit");
  const completed = await send.find(({ body }) => body.actionType === "ORDER_COMPLETED");
  const [{ orderId, totalPrice, products }] = completed.body.properties;
  assert.deepEqual([orderId, totalPrice, products.length], [order.ID, 20, 1]);
  assert.equal(completed.body.ContactEmailAddress, me.Email);
});

test("products are made in Sitecore Content Hub, and changed there with what is mapped", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const made = new Map<string, number>();
  const hub = await vendor(t, ({ method, url, body }) => {
    if (method === "POST") made.set(body.identifier, 4711);
    if (method !== "GET") return { status: method === "POST" ? 201 : 204 };
    const id = made.get(decodeURIComponent(url.split("/").at(-1) ?? ""));
    return id === undefined ? { status: 404 } : { body: { id } };
  });
  const culture = "en-US";
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "hub",
      Name: "Hub",
      Enabled: true,
      DeliveryTargets: {
        ContentHub: {
          ApiKey: "hub-key",
          Endpoint: hub.url,
          TargetSchemaName: "M.PCM.Product",
          ConfigData: {
            Mapper: { ID: { Property: "ProductNumber" }, Name: { Property: "ProductName", DefaultCulture: culture } },
          },
        },
      },
    },
  });
  await seller.ok("ProductSynchronization.Save", {
    body: { DeliveryConfigID: "hub", SyncProductChanged: true, SyncProductDeleted: true },
  });
  await own.product("mug", { Name: "Mug" });
  const { body, headers, url } = await hub.find(({ method }) => method === "POST");
  assert.deepEqual([url, headers["x-auth-token"]], ["/api/entities", "hub-key"]);
  assert.deepEqual(body, {
    identifier: `${own.id}.mug`,
    entitydefinition: { href: `${hub.url}/api/entitydefinitions/M.PCM.Product` },
    properties: { ProductNumber: "mug", ProductName: { [culture]: "Mug" }, Description: null },
  });
  await seller.ok("Products.Patch", { path: { productID: "mug" }, body: { Name: "Cup" } });
  const changed = await hub.find(
    ({ method, body: sent }) => method === "PUT" && sent.properties.ProductName[culture] === "Cup",
  );
  assert.equal(changed.url, "/api/entities/4711");
  assert.deepEqual(entityProperties({ ProductID: "p", Name: "P" }, null), { ID: "p", Name: "P", Description: null });
});

test("a target at Sitecore Discover is kept for clients that configure one, and nothing is delivered to it", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const account = { ClientID: "c", ApiKey: "k", ServiceEndpoint: "https://example.com" };
  const created = await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "discover", Name: "Discover", Enabled: true, DeliveryTargets: { DiscoverEvent: account } },
  });
  assert.deepEqual(created.DeliveryTargets.DiscoverEvent, { ...account, ApiKey: null });
  const clientId = await addClient(own);
  await seller.ok("TrackingEvents.Create", {
    body: { Name: "Lines", EventType: "LineItemAdded", ClientID: clientId, DeliveryConfigID: "discover" },
  });
  await own.product("mug");
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "mug", Quantity: 2 } });
  assert.deepEqual((await seller.ok("Deliveries.List")).Items, []);
});
