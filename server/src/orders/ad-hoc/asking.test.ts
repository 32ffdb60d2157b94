import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { newCaller, newVisitor, rolesOf, type ServiceAnswer, TestClient } from "@orderwell/testing";
import { elsewhere, known } from "./testing/elsewhere.ts";

const outgoing = (orderID: string) => ({ direction: "Outgoing", orderID });

test("the service is asked at its address as it is, signed, with the shopper, its configuration and a token with its roles alone", async (t) => {
  const { buyer, service, seller, id, baseUrl } = await elsewhere(t, undefined, {
    ElevatedRoles: ["OrderReader"],
    ConfigData: { zone: "ü" },
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: "open sesame",
  });
  await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "drill", Quantity: 3 } });
  const [call] = service.calls;
  assert.ok(call !== undefined);
  assert.equal(call.path, "/hook/AddToCart?v=1");
  const { OrderCloudAccessToken: token, BuyerUser, ...rest } = call.payload;
  assert.deepEqual(rest, {
    ProductID: "drill",
    Quantity: 3,
    BuyerID: "acme",
    SellerID: id,
    Environment: "Sandbox",
    ConfigData: { zone: "ü" },
  });
  const { ID: userID } = await buyer.ok("Me.Get");
  const { LastActive: _, ...user } = await seller.ok("Users.Get", { path: { buyerID: "acme", userID } });
  assert.deepEqual({ ...BuyerUser, LastActive: undefined }, { ...user, LastActive: undefined });
  assert.deepEqual(rolesOf(token), ["OrderReader"]);
  const reading = await fetch(`${baseUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(((await reading.json()) as { readonly ID: string }).ID, userID);
  const { "x-oc-hash": hash, "x-key": key } = call.headers;
  assert.equal(hash, createHmac("sha256", "shared key ✓").update(call.bytes).digest("base64"));
  assert.equal(key, "open sesame");
});

test("without roles of its own the service gets no token; with roles it takes a client that admits sellers", async (t) => {
  const { buyer, service, seller, clientId } = await elsewhere(t);
  await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "drill" } });
  assert.deepEqual([service.calls[0]?.payload.OrderCloudAccessToken, service.calls[0]?.payload.Quantity], [null, 1]);
  await seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "external" },
    body: { ElevatedRoles: ["OrderReader"] },
  });
  await seller.ok("ApiClients.Patch", { path: { apiClientID: clientId }, body: { AllowSeller: false } });
  const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "drill" } });
  assert.equal(refused.code, "IntegrationEvent.AllowSellerApiClientRequired");
  assert.equal(service.calls.length, 1);
});

test("every way to add a line to an unsubmitted order asks for a product that the marketplace lacks, on carts, orders and orders to suppliers", async (t) => {
  const { buyer, service, seller } = await elsewhere(t);
  const made = [await buyer.ok("Cart.CreateLineItem", { body: { ID: "a", ProductID: "DRILL" } })];
  made.push(await buyer.ok("Cart.SaveLineItem", { path: { lineItemID: "b" }, body: { ProductID: "drill" } }));
  await buyer.ok("Orders.Create", { path: outgoing("o"), body: { ID: "o" } });
  made.push(await buyer.ok("LineItems.Create", { path: outgoing("o"), body: { ID: "c", ProductID: "drill" } }));
  const at = { ...outgoing("o"), lineItemID: "d" };
  made.push(await buyer.ok("LineItems.Save", { path: at, body: { ProductID: "drill" } }));
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { AllBuyersCanOrder: true } });
  await buyer.ok("Orders.Create", { path: outgoing("s"), body: { ID: "s", ToCompanyID: "sup" } });
  made.push(await buyer.ok("LineItems.Create", { path: outgoing("s"), body: { ID: "e", ProductID: "drill" } }));
  assert.deepEqual(
    made.map(({ ID, ProductID, UnitPrice, PriceOverridden, Product }) => [
      ID,
      ProductID,
      UnitPrice,
      PriceOverridden,
      Product?.Name,
    ]),
    ["a", "b", "c", "d", "e"].map((ID) => [ID, "drill", 129.95, true, "Drill"]),
  );
  assert.equal(service.calls.length, 5);
  assert.equal(service.calls.at(-1)?.payload.SellerID, "sup");
});

test("what exists is never asked for, seen or not; nor what no product could be called, nor for sellers, other clients and open orders", async (t) => {
  const own = await elsewhere(t);
  const { buyer, service, seller, shopper } = own;
  await own.product("seen");
  await own.product("drill", { Active: false });
  await seller.ok("Products.Create", { body: { ID: "saw", Name: "Unassigned", Active: true } });
  const line = await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "SEEN" } });
  assert.deepEqual([line.ProductID, line.PriceOverridden, line.PriceScheduleID], ["seen", false, "seen-price"]);
  for (const ProductID of ["drill", "Saw", "a b", "a/b", "x".repeat(101)]) {
    const { status } = await buyer.refused("Cart.CreateLineItem", { body: { ProductID } });
    assert.ok(status === 404 || (status === 400 && ProductID.length > 100), `${ProductID}: ${status}`);
  }
  const { data } = await shopper.refused("Cart.CreateLineItem", { body: { ProductID: "other" } });
  assert.deepEqual(data, { ObjectType: "Product", ObjectID: "other" });
  const { ID } = await buyer.ok("Cart.Get");
  const sales = await newCaller(own, {}, ["FullAccess"], own.clientId);
  const incoming = { direction: "Incoming", orderID: ID };
  const other = { path: incoming, body: { ProductID: "other" } };
  assert.equal((await sales.refused("LineItems.Create", other)).status, 404);
  await buyer.ok("Cart.Submit");
  const manager = await newCaller(own, { buyer: "acme" }, ["Shopper", "OrderAdmin"], own.clientId);
  const late = await manager.refused("LineItems.Create", { ...other, path: outgoing(ID) });
  assert.equal(late.status, 404);
  assert.deepEqual(service.calls, []);
});

test("what the service does not know either is 404 as ever, and no cart is begun for it", async (t) => {
  const { buyer } = await elsewhere(t);
  const { status, code, data } = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "nothing" } });
  assert.deepEqual([status, code, data], [404, "NotFound", { ObjectType: "Product", ObjectID: "nothing" }]);
  assert.equal((await buyer.ok("Cart.Get")).ID, null);
});

const product = known.drill.Product;

const failures: readonly [what: string, answer: ServiceAnswer, problem: RegExp, said: string | RegExp][] = [
  ["an error", { status: 500, body: "it broke" }, /status is 500/, "it broke"],
  ["a refusal in JSON", { status: 404, body: { Product: null } }, /status is 404/, '{"Product":null}'],
  ["a redirect", { status: 302, body: known.drill }, /status is 302/, /drill/],
  ["no JSON", { body: "<html>" }, /./, "<html>"],
  ["a list", { body: "[]" }, /no JSON object/, "[]"],
  ["no price", { body: { Product: product } }, /UnitPrice is required/, /drill/],
  ["a negative price", { body: { Product: product, UnitPrice: -1 } }, /UnitPrice must not be less/, /-1/],
  ["a price beyond bounds", { body: { Product: product, UnitPrice: 1e300 } }, /UnitPrice/, /drill/],
  ["a text for a price", { body: { Product: product, UnitPrice: "cheap" } }, /UnitPrice must be a number/, /cheap/],
  ["another product", { body: { Product: { ...product, ID: "saw" }, UnitPrice: 1 } }, /Product.ID is not drill/, /saw/],
  ["a product without a name", { body: { Product: { ID: "drill" }, UnitPrice: 1 } }, /Product.Name is required/, /ID/],
  ["a name too long", { body: { Product: { Name: "n".repeat(101) }, UnitPrice: 1 } }, /Product.Name/, /nnn/],
  [
    "xp too large",
    { body: { Product: { ...product, xp: { a: "x".repeat(9000) } }, UnitPrice: 1 } },
    /Product.xp/,
    /xxx/,
  ],
  ["a list for a product", { body: { Product: [product], UnitPrice: 1 } }, /Product must be an object/, /drill/],
];

for (const [what, answer, problem, said] of failures)
  test(`an answer that is ${what} is told as it is, and adds nothing`, async (t) => {
    const { buyer } = await elsewhere(t, () => answer);
    const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "drill" } });
    assert.deepEqual([refused.status, refused.code], [400, "IntegrationEvent.BadRequest"]);
    assert.match(refused.data.Problem, problem);
    assert.match(refused.data.Answer, typeof said === "string" ? new RegExp(`^${RegExp.escape(said)}$`) : said);
    assert.ok(refused.data.Answer.length <= 2000);
    assert.equal((await buyer.ok("Cart.Get")).ID, null);
  });

const hostile: readonly [what: string, url: (of: string) => string, answer: ServiceAnswer][] = [
  ["is not there", () => "http://127.0.0.1:9/", {}],
  ["answers with more than a mebibyte", (of) => of, { body: { ...known.drill, filler: "x".repeat(1_100_000) } }],
];

for (const [what, url, answer] of hostile)
  test(`a service that ${what} gave no answer`, async (t: TestContext) => {
    const { buyer, seller, service } = await elsewhere(t, () => answer);
    await seller.ok("IntegrationEvents.Patch", {
      path: { integrationEventID: "external" },
      body: { CustomImplementationUrl: url(service.url) },
    });
    const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "drill" } });
    assert.deepEqual([refused.status, refused.code, refused.data.Answer], [400, "IntegrationEvent.BadRequest", null]);
    assert.match(refused.data.Problem, /gave no answer/);
  });

test("a service that never answers, or never ends its answer, is given up after 20 seconds", async (t) => {
  const { buyer, seller, service } = await elsewhere(t, () => null);
  const endless = createServer((request, reply) => {
    request.resume();
    reply.writeHead(200, { "content-type": "application/json" });
    const dripping = setInterval(() => reply.write(" "), 200);
    reply.once("close", () => clearInterval(dripping));
  }).listen(0, "127.0.0.1");
  await once(endless, "listening");
  t.after(() => {
    endless.closeAllConnections();
    endless.close();
  });
  const add = async () => {
    const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "drill" } });
    assert.equal(refused.code, "IntegrationEvent.BadRequest");
    assert.match(refused.data.Problem, /did not answer in time/);
  };
  const began = Date.now();
  const silent = add();
  await service.received(1);
  await seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "external" },
    body: { CustomImplementationUrl: `http://127.0.0.1:${(endless.address() as AddressInfo).port}` },
  });
  await Promise.all([silent, add()]);
  const seconds = (Date.now() - began) / 1000;
  assert.ok(seconds >= 20 && seconds < 90, `${seconds}`);
});

test("a supplier that does not exist, a spec, and an inventory record are refused; nobody who may not sets another price", async (t) => {
  const own = await elsewhere(t, () => ({
    body: { ...known.drill, Product: { ...product, DefaultSupplierID: "nobody" } },
  }));
  const { buyer } = own;
  const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "drill" } });
  assert.equal(refused.code, "IntegrationEvent.BadRequest");
  assert.match(refused.data.Problem, /no supplier nobody/);
  const { buyer: shopper } = await elsewhere(t);
  const create = (body: object) => shopper.refused("Cart.CreateLineItem", { body: { ProductID: "drill", ...body } });
  assert.equal((await create({ Specs: [{ SpecID: "size", Value: "1" }] })).data.ObjectType, "Spec");
  assert.equal((await create({ InventoryRecordID: "r" })).data.ObjectType, "InventoryRecord");
  assert.equal((await create({ UnitPrice: 1 })).status, 403);
  assert.equal((await create({ ShippingAddressID: "nowhere" })).data.ObjectType, "Address");
  const line = await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "drill", UnitPrice: 129.95 } });
  assert.equal(line.LineTotal, 129.95);
});

test("what a request itself gets wrong is refused before the service is asked", async (t) => {
  const own = await elsewhere(t);
  const { buyer, service } = own;
  const pricing = await newCaller(own, { buyer: "acme" }, ["Shopper", "OverrideUnitPrice"], own.clientId);
  const wrong: readonly [body: object, about: string][] = [
    [{ Quantity: 0 }, "Quantity"],
    [{ Quantity: -3 }, "Quantity"],
    [{ Quantity: "many" }, "Quantity"],
    [{ UnitPrice: -1 }, "UnitPrice"],
    [{ DateNeeded: "2001-01-01T00:00:00Z" }, "DateNeeded"],
    [{ ShippingAddressID: "nowhere" }, "nowhere"],
    [{ InventoryRecordID: "record" }, "record"],
    [{ Specs: [{ SpecID: "size", Value: "1" }] }, "size"],
    [{ xp: { a: "x".repeat(9000) } }, "xp"],
    [{ ID: "a b" }, "ID"],
  ];
  for (const client of [buyer, pricing])
    for (const [body, about] of wrong) {
      const refused = await client.refused("Cart.CreateLineItem", { body: { ProductID: "drill", ...body } } as never);
      const said = `${refused.code} ${JSON.stringify(refused.data)}`;
      assert.ok(said.includes(about), `${about}: ${said}`);
      await client.refused("Cart.SaveLineItem", {
        path: { lineItemID: "l" },
        body: { ProductID: "drill", ...body },
      } as never);
    }
  await buyer.refused("Cart.CreateLineItem", { body: { Quantity: 1 } } as never);
  assert.deepEqual(service.calls, []);
  await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "drill", Quantity: 2 } });
  assert.equal(service.calls.length, 1);
});

test("no order is locked and no connection held while the service is asked: it may itself change the order, and many wait at once", async (t) => {
  let meanwhile: () => Promise<unknown> = async () => {};
  const own = await elsewhere(t, async () => {
    await meanwhile();
    return { body: known.drill };
  });
  const { buyer, seller, service } = own;
  await own.product("p");
  await buyer.ok("Orders.Create", { path: outgoing("o"), body: { ID: "o" } });
  const incoming = { direction: "Incoming", orderID: "o" };
  meanwhile = async () => {
    await seller.ok("Orders.Patch", { path: incoming, body: { Comments: "asked" } });
    await buyer.ok("LineItems.Create", { path: outgoing("o"), body: { ProductID: "p" } });
  };
  await buyer.ok("LineItems.Create", { path: outgoing("o"), body: { ID: "d", ProductID: "drill" } });
  const order = await buyer.ok("Orders.Get", { path: outgoing("o") });
  assert.deepEqual([order.Comments, order.LineItemCount, order.Subtotal], ["asked", 2, 139.95]);
  // More than there are connections to the database.
  const many = 60;
  let waiting = 0;
  const all = Promise.withResolvers<void>();
  meanwhile = () => {
    if (++waiting === many) all.resolve();
    return all.promise;
  };
  const adding = Array.from({ length: many }, () =>
    buyer.ok("LineItems.Create", { path: outgoing("o"), body: { ProductID: "drill" } }),
  );
  await all.promise;
  await Promise.all(adding);
  assert.equal((await buyer.ok("Orders.Get", { path: outgoing("o") })).LineItemCount, 2 + many);
  assert.equal(service.calls.length, 1 + many);
});

test("a product that is added while the service is asked is the marketplace's", async (t) => {
  const own = await elsewhere(t, async () => {
    await own.product("drill");
    return { body: known.drill };
  });
  const line = await own.buyer.ok("Cart.CreateLineItem", { body: { ProductID: "drill" } });
  assert.deepEqual([line.UnitPrice, line.PriceOverridden, line.Product?.xp], [10, false, null]);
});

test("a renamed event is still the client's; items of subscriptions and bundles are of the marketplace's products alone", async (t) => {
  const own = await elsewhere(t);
  const { buyer, seller, service } = own;
  await seller.ok("IntegrationEvents.Patch", { path: { integrationEventID: "external" }, body: { ID: "renamed" } });
  await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "drill" } });
  const subscriber = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeSubscriptionAdmin"], own.clientId);
  const path = { subscriptionID: "s" };
  const NextOrderDate = "2099-01-01T00:00:00Z";
  await subscriber.ok("Me.CreateSubscription", { body: { ID: "s", Interval: "Months", Frequency: 1, NextOrderDate } });
  const item = await subscriber.refused("Me.CreateSubscriptionItem", { path, body: { ProductID: "drill" } });
  await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Set", Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  await own.product("p");
  await seller.ok("Bundles.SaveProductAssignment", { body: { BundleID: "set", ProductID: "p", Required: true } });
  const LineItems = [{ ProductID: "drill" }];
  const part = await subscriber.refused("Cart.CreateBundleItem", { path: { bundleID: "set" }, body: { LineItems } });
  assert.deepEqual([item.status, item.data.ObjectType, part.code], [404, "Product", "Bundle.ProductNotAssigned"]);
  assert.equal(service.calls.length, 1);
});

test("whoever is invited to an order through such a client adds what is somewhere else, for the order's own user", async (t) => {
  const own = await elsewhere(t);
  const { buyer, service } = own;
  await buyer.ok("Orders.Create", { path: outgoing("o"), body: { ID: "o" } });
  const ExpirationDate = new Date(Date.now() + 86_400_000).toISOString();
  const invitation = await buyer.ok("Me.CreateGroupOrderInvitation", { body: { OrderID: "o", ExpirationDate } });
  const visitor = await newVisitor(own, "acme", "mine", ["Shopper"], own.clientId);
  const token = await visitor.ok("GroupOrders.GetToken", { path: { invitationID: invitation.ID } });
  const guest = new TestClient(own.baseUrl, String(token.access_token));
  const line = await guest.ok("LineItems.Create", { path: outgoing("o"), body: { ProductID: "drill", Quantity: 2 } });
  assert.deepEqual([line.LineTotal, line.InvitationID, line.Product?.Name], [259.9, invitation.ID, "Drill"]);
  assert.equal(service.calls[0]?.payload.BuyerUser.ID, (await buyer.ok("Me.Get")).ID);
});
