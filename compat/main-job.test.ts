import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, operatedServer } from "@orderwell/testing";
import {
  Addresses,
  ApiClients,
  Auth,
  Buyers,
  Cart,
  Catalogs,
  Categories,
  Configuration,
  LineItems,
  Me,
  Orders,
  Payments,
  PriceSchedules,
  ProductFacets,
  Products,
  SecurityProfiles,
  Shipments,
  Tokens,
  UserGroups,
  Users,
} from "ordercloud-javascript-sdk";

test("from an empty marketplace to a shipped order, with the official SDK unchanged", async () => {
  const { baseUrl } = await operatedServer();
  const { id: marketplaceId, seller } = await marketplace({ name: "main-job" }, baseUrl);
  Configuration.Set({ baseApiUrl: baseUrl, timeoutInMilliseconds: 60_000 });
  Tokens.SetAccessToken(seller.token);

  // The seller sets up what they sell, and to whom.
  const catalog = await Catalogs.Create({ ID: "tools", Name: "Tools", Active: true });
  await Categories.Create("tools", { ID: "hammers", Name: "Hammers", Active: true });
  await PriceSchedules.Create({
    ID: "hammer-price",
    Name: "Hammer",
    PriceBreaks: [
      { Quantity: 1, Price: 19.99 },
      { Quantity: 10, Price: 17.5 },
    ],
  });
  const product = await Products.Create({
    ID: "claw-hammer",
    Name: "Claw hammer",
    Description: "Drives nails and pulls them",
    Active: true,
    DefaultPriceScheduleID: "hammer-price",
    Inventory: { Enabled: true, QuantityAvailable: 20 },
    xp: { Color: "red", Handle: { Material: "hickory" } },
  });
  assert.equal(product.xp.Handle.Material, "hickory");
  await Products.Create({
    ID: "mallet",
    Name: "Mallet",
    Active: true,
    DefaultPriceScheduleID: "hammer-price",
    xp: { Color: "green" },
  });
  await ProductFacets.Create({ ID: "color", Name: "Color", XpPath: "Color" });
  await Categories.SaveProductAssignment("tools", { CategoryID: "hammers", ProductID: "claw-hammer" });
  await Catalogs.SaveProductAssignment({ CatalogID: "tools", ProductID: "mallet" });
  const buyer = await Buyers.Create({ ID: "acme", Name: "Acme", Active: true, DefaultCatalogID: String(catalog.ID) });
  await Users.Create("acme", {
    ID: "amy",
    Username: `amy-${marketplaceId}`,
    Password: "Correct-Horse-9",
    FirstName: "Amy",
    LastName: "Adams",
    Email: "amy@acme.example",
    Active: true,
  });
  await UserGroups.Create("acme", { ID: "shoppers", Name: "Shoppers" });
  await UserGroups.SaveUserAssignment("acme", { UserGroupID: "shoppers", UserID: "amy" });
  await Addresses.Create("acme", {
    ID: "hq",
    FirstName: "Amy",
    LastName: "Adams",
    Street1: "110 N 5th St",
    City: "Minneapolis",
    State: "MN",
    Zip: "55403",
    Country: "US",
  });
  await Addresses.SaveAssignment("acme", {
    AddressID: "hq",
    UserGroupID: "shoppers",
    IsShipping: true,
    IsBilling: true,
  });
  await SecurityProfiles.Create({ ID: "shopper", Name: "Shopper", Roles: ["Shopper", "MeAdmin"] });
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: "shopper", BuyerID: String(buyer.ID) });
  const client = await ApiClients.Create({
    AppName: "Storefront",
    Active: true,
    AccessTokenDuration: 60,
    AllowAnyBuyer: true,
  });

  // The buyer signs in and looks around.
  const auth = await Auth.Login(`amy-${marketplaceId}`, "Correct-Horse-9", String(client.ID), ["Shopper"]);
  const shopper = { accessToken: auth.access_token };
  const me = await Me.Get(shopper);
  assert.deepEqual([me.Buyer?.ID, me.Buyer?.DefaultCatalogID], ["acme", "tools"]);
  const found = await Me.ListProducts({ search: "hammer", filters: { "xp.Color": "red" } }, shopper);
  assert.deepEqual(
    found.Items.map(({ ID }) => ID),
    ["claw-hammer"],
  );
  assert.equal(found.Items[0]?.PriceSchedule?.PriceBreaks?.[0]?.Price, 19.99);
  const facets = (await Me.ListProducts({}, shopper)).Meta?.Facets;
  assert.deepEqual(facets?.[0]?.Values, [
    { Value: "green", Count: 1 },
    { Value: "red", Count: 1 },
  ]);
  assert.deepEqual(
    (await Me.ListCategories({}, shopper)).Items.map(({ ID }) => ID),
    ["hammers"],
  );

  // The buyer fills an order, pays and submits it.
  const order = await Orders.Create("Outgoing", {}, shopper);
  const orderId = String(order.ID);
  const line = await LineItems.Create("Outgoing", orderId, { ProductID: "claw-hammer", Quantity: 10 }, shopper);
  assert.deepEqual([line.UnitPrice, line.LineTotal], [17.5, 175]);
  const inCart = await Cart.CreateLineItem({ ProductID: "mallet", Quantity: 1 }, shopper);
  assert.equal(inCart.UnitPrice, 19.99);
  const patched = await Orders.Patch(
    "Outgoing",
    orderId,
    { ShippingAddressID: "hq", BillingAddressID: "hq", xp: { PO: "4711" } },
    shopper,
  );
  assert.deepEqual(
    [patched.ShippingAddressID, patched.BillingAddress?.City, patched.Total],
    ["hq", "Minneapolis", 194.99],
  );
  const payment = await Payments.Create("Outgoing", orderId, { Type: "PurchaseOrder" }, shopper);
  assert.equal(payment.Accepted, true);
  const submitted = await Orders.Submit("Outgoing", orderId, shopper);
  assert.deepEqual([submitted.Status, submitted.IsSubmitted], ["Open", true]);
  assert.equal((await Products.Get("claw-hammer")).Inventory?.QuantityAvailable, 10);

  // The seller sees it come in and ships it.
  const incoming = await Orders.List("Incoming", { filters: { Status: "Open", "xp.PO": "4711" } });
  assert.deepEqual(
    incoming.Items.map(({ ID }) => ID),
    [orderId],
  );
  const shipment = await Shipments.Create({ BuyerID: "acme", TrackingNumber: "1Z999" });
  const shipmentId = String(shipment.ID);
  for (const { ID, Quantity } of (await LineItems.List("Incoming", orderId)).Items)
    await Shipments.SaveItem(shipmentId, {
      OrderID: orderId,
      LineItemID: String(ID),
      QuantityShipped: Number(Quantity),
    });
  await Shipments.Patch(shipmentId, { DateShipped: new Date().toISOString() });
  const completed = await Orders.Get("Incoming", orderId);
  assert.equal(completed.Status, "Completed");
  assert.match(String(completed.DateCompleted), /\+00:00$/);
  assert.deepEqual(
    (await Me.ListOrders({ filters: { Status: "Completed" } }, shopper)).Items.map(({ ID }) => ID),
    [orderId],
  );
  assert.deepEqual(
    (await Me.ListShipments({}, shopper)).Items.map(({ ID }) => ID),
    [shipmentId],
  );
});

test("the official SDK turns refusals into errors that name what went wrong", async () => {
  const { baseUrl } = await operatedServer();
  const {
    seller: { token: sellerToken },
  } = await marketplace({ name: "main-job" }, baseUrl);
  Configuration.Set({ baseApiUrl: baseUrl, timeoutInMilliseconds: 60_000 });
  const seller = { accessToken: sellerToken };
  await assert.rejects(Products.Get("nothing", seller), {
    isOrderCloudError: true,
    status: 404,
    errorCode: "NotFound",
    message: /Product.*nothing/,
  });
  await assert.rejects(Products.Get("nothing", { accessToken: `${sellerToken.slice(0, -3)}AAA` }), {
    status: 401,
    errorCode: "InvalidToken",
  });
  await Buyers.Create({ ID: "b", Name: "B" }, seller);
  await assert.rejects(Buyers.Create({ ID: "b", Name: "B" }, seller), { status: 409, errorCode: "IdExists" });
  await assert.rejects(Auth.Login("nobody", "wrong", "00000000-0000-0000-0000-000000000000"), { status: 400 });
});
