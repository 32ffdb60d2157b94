import assert from "node:assert/strict";
import { request } from "node:http";
import { before, test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  marketplace,
  newCaller,
  requestToken,
  rolesOf,
  type Shop,
  shop,
  TestClient,
} from "@orderwell/testing";

let own: Shop;
before(async () => {
  own = await shop({ name: "attacks" });
  await own.product("p");
});

const outgoing = { direction: "Outgoing" } as const;

/** One raw request: what `fetch` tidies up goes out as it is written here. */
async function rawRequest(path: string, headers: Readonly<Record<string, string | string[]>>, method = "GET") {
  const { port } = new URL(own.baseUrl);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (reply) => {
      let text = "";
      reply.setEncoding("utf8");
      reply.on("data", (part: string) => {
        text += part;
      });
      reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("nobody becomes more by writing it into their profile or their company", async () => {
  const user = await own.colleague("MeAdmin", "MeXpAdmin", "BuyerAdmin", "BuyerUserAdmin");
  const before = await user.ok("Me.Get");
  const claim = {
    CompanyID: "another",
    AvailableRoles: ["FullAccess"],
    Seller: { ID: "mine" },
    Buyer: { ID: "another", DefaultCatalogID: "another" },
    Supplier: { ID: "mine" },
    Locale: { ID: "mine" },
    DateCreated: "2000-01-01T00:00:00Z",
    PasswordLastSetDate: "2000-01-01T00:00:00Z",
    FailedLoginAttempts: 0,
    LastActive: null,
    Roles: ["FullAccess"],
    hidden: true,
    key: 1,
    token_version: 99,
    marketplace_id: "another",
  };
  await user.accepted("Me.Patch", { body: claim });
  const { ID = "", Username, FirstName, LastName, Email } = before;
  await user.ok("Me.Save", { body: { ...claim, ID, Username, FirstName, LastName, Email, Active: true } });
  const path = { buyerID: "acme", userID: ID };
  await user.accepted("Users.Patch", { path, body: claim });
  const { LastActive: _, ...after } = await user.ok("Me.Get");
  const { LastActive: __, ...was } = before;
  assert.deepEqual(after, was);
  for (const [id, input] of [
    ["SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "any", UserID: ID, BuyerID: "acme" } }],
    ["ApiClients.Create", { body: { AppName: "x", AccessTokenDuration: 60, DefaultContextUserName: "admin" } }],
    ["ImpersonationConfigs.Create", { body: { ClientID: "x", SecurityProfileID: "x" } }],
  ] as const)
    assert.equal((await (await own.colleague("FullAccess")).refused(id, input)).code, "Auth.UserNotAuthorizedToAdmin");
});

test("a visitor who writes a company and roles into their registration gets neither", async () => {
  const visitor = await own.anonymous("visit-1");
  const body = {
    Username: "climber",
    FirstName: "C",
    LastName: "L",
    Email: "c@example.com",
    Active: true,
    Password: "Sufficient-1",
    CompanyID: "elsewhere",
    AvailableRoles: ["FullAccess"],
    Seller: { ID: own.id },
    UserType: "Seller",
  };
  const { access_token } = await visitor.ok("Me.Register", { query: { anonUserToken: visitor.token }, body });
  assert.ok(!rolesOf(String(access_token)).includes("FullAccess"));
  const me = await new TestClient(own.baseUrl, String(access_token)).ok("Me.Get");
  assert.deepEqual([me.Buyer?.ID, me.AvailableRoles?.includes("FullAccess" as never)], ["acme", false]);
});

test("a client acts as nobody of another marketplace, and grants no more than its most", async (t) => {
  const other = await marketplace(t);
  const { username } = await addUser(other, {}, "admin");
  await grant(other, { UserID: "admin" }, { Roles: ["FullAccess"] });
  const refused = await own.seller.refused("ApiClients.Create", {
    body: { AppName: "x", AccessTokenDuration: 60, DefaultContextUserName: username },
  });
  assert.equal(refused.code, "NotFound");
  const limited = await addClient(other, {
    ClientSecret: "s",
    DefaultContextUserName: username,
    MaximumGrantedRoles: ["Shopper"],
  });
  const form = {
    grant_type: "client_credentials",
    client_id: limited,
    client_secret: "s",
    scope: "FullAccess OrderAdmin",
  };
  assert.deepEqual(rolesOf((await requestToken(other, form)).body.access_token), ["Shopper"]);
});

test("addresses and cards that users keep for themselves are of no use to their colleagues", async () => {
  const [owner, colleague] = [await own.colleague("FullAccess"), await own.colleague("FullAccess")];
  const street = { Street1: "1 Private Lane", City: "Leeds", Country: "GB", Shipping: true, Billing: true };
  const { ID: addressID } = await owner.ok("Me.CreateAddress", { body: street });
  const { ID: creditcardID } = await owner.ok("Me.CreateCreditCard", {
    body: { PartialAccountNumber: "4242", Token: "t" },
  });
  assert.equal((await colleague.refused("Me.GetAddress", { path: { addressID } })).status, 404);
  assert.equal((await colleague.refused("Me.GetCreditCard", { path: { creditcardID } })).status, 404);
  const path = { ...outgoing, orderID: "colleagues" };
  await colleague.ok("Orders.Create", { path, body: { ID: "colleagues" } });
  for (const body of [{ BillingAddressID: addressID }, { ShippingAddressID: addressID }]) {
    assert.equal((await colleague.refused("Orders.Patch", { path, body })).status, 404, JSON.stringify(body));
    assert.equal((await colleague.refused("Orders.Create", { path, body })).status, 404, JSON.stringify(body));
  }
  const line = { ProductID: "p", Quantity: 1, ShippingAddressID: addressID };
  assert.equal((await colleague.refused("LineItems.Create", { path, body: line })).status, 404);
  await colleague.ok("LineItems.Create", { path, body: { ProductID: "p", Quantity: 1 } });
  const payment = { Type: "CreditCard", CreditCardID: creditcardID };
  assert.ok((await colleague.refused("Payments.Create", { path, body: payment })).status < 500);
  for (const id of ["Addresses.List", "CreditCards.List"] as const)
    assert.ok(!JSON.stringify(await own.seller.ok(id, { path: { buyerID: "acme" } })).includes(addressID), id);
  const assignment = { AddressID: addressID, IsShipping: true };
  const assigned = await own.seller.refused("Addresses.SaveAssignment", {
    path: { buyerID: "acme" },
    body: assignment,
  });
  assert.equal(assigned.status, 404);
});

test("shoppers meet nothing of their colleagues' orders, by whatever way they ask", async () => {
  const [owner, shopper] = [await own.colleague("FullAccess"), await own.colleague("Shopper")];
  const path = { ...outgoing, orderID: "private" };
  await owner.ok("Orders.Create", { path, body: { ID: "private", Comments: "Nobody reads this" } });
  await owner.ok("LineItems.Create", { path, body: { ID: "line", ProductID: "p", Quantity: 1 } });
  await owner.ok("Payments.Create", { path, body: { ID: "pay", Type: "PurchaseOrder", Amount: 1 } });
  const within = { ...path, lineItemID: "line", paymentID: "pay" };
  for (const id of [
    "Orders.Get",
    "LineItems.List",
    "LineItems.Get",
    "Payments.List",
    "Payments.Get",
    "Orders.Submit",
  ] as const)
    assert.equal((await shopper.refused(id, { path: within })).status, 404, id);
  for (const [id, body] of [
    ["Orders.Patch", { Comments: "x" }],
    ["LineItems.Create", { ProductID: "p", Quantity: 1 }],
    ["Payments.Create", { Type: "PurchaseOrder", Amount: 1 }],
    ["Orders.PatchFromUser", { FirstName: "x" }],
  ] as const)
    assert.equal((await shopper.refused(id, { path: within, body })).status, 404, id);
  assert.equal((await shopper.refused("Cart.SetActiveCart", { path: { orderID: "private" } })).status, 404);
  for (const direction of ["Outgoing", "All", "Incoming"])
    for (const query of ["", "?ID=private", "?Comments=*reads*", "?FromUserID=*", "?search=private"]) {
      const { body } = await shopper.raw("GET", `/v1/orders/${direction}${query}`);
      assert.ok(!JSON.stringify(body).includes("Nobody reads"), `${direction}${query}`);
    }
});

test("an anonymous token opens the order it names and no other, and another token does not take that order", async () => {
  const [visitor, other] = [await own.anonymous("visit-2"), await own.anonymous("visit-3")];
  const order = await visitor.ok("Orders.Create", { path: outgoing, body: { ID: "chosen-by-visitor" } });
  assert.equal(order.ID, "visit-2");
  assert.equal((await other.refused("Orders.Get", { path: { ...outgoing, orderID: "visit-2" } })).status, 404);
  const squatter = await own.colleague("Shopper");
  await squatter.ok("Orders.Create", { path: outgoing, body: { ID: "visit-3" } });
  assert.equal((await other.refused("Orders.Get", { path: { ...outgoing, orderID: "visit-3" } })).status, 404);
  for (const token of ["", "x.y.z", squatter.token])
    assert.equal(
      (await squatter.refused("Me.TransferAnonUserOrder", { query: { anonUserToken: token } })).code,
      "Auth.MustPassAnonUserToken",
    );
});

test("paths that are written in other ways reach no operation that they do not name", async () => {
  const shopper = { authorization: `Bearer ${own.shopper.token}` };
  for (const path of [
    "/v1/me/../buyers",
    "/v1/me/%2e%2e/buyers",
    "/v1/me%2f..%2fbuyers",
    "/v1//buyers",
    "//v1/buyers",
    "/v1/buyers;x=1",
    "/v1/buyers%00",
    "/V1/BUYERS",
    "/v1/buyers/",
    "/sandbox/v1/buyers",
    "/sandbox/sandbox/v1/buyers",
    "/v1/./buyers",
    "/v1\\buyers",
  ]) {
    const { status, text } = await rawRequest(path, shopper);
    assert.ok([403, 404].includes(status), `${path}: ${status} ${text}`);
    assert.ok(JSON.parse(text).Errors.length > 0, path);
  }
  const { status } = await rawRequest("/v1/buyers/acme%2f..%2facme", { authorization: `Bearer ${own.seller.token}` });
  assert.equal(status, 404);
});

test("a request has one caller, and headers that are too much are refused without harm", async () => {
  const [seller, shopper] = [own.seller.token, own.shopper.token];
  for (const both of [
    [`Bearer ${shopper}`, `Bearer ${seller}`],
    [`Bearer ${seller}`, `Bearer ${shopper}`],
  ]) {
    const { text, status } = await rawRequest("/v1/me", { authorization: both });
    assert.ok(status === 400 || status === 401 || JSON.parse(text).Username !== undefined, text);
    if (status === 200) {
      const alone = await rawRequest("/v1/me", { authorization: both[0] as string });
      assert.equal(JSON.parse(text).ID, JSON.parse(alone.text).ID, "the first one counts");
    }
  }
  for (const name of ["x-http-method-override", "x-original-url", "x-rewrite-url", "x-forwarded-user"]) {
    const { status } = await rawRequest("/v1/apiclients", { authorization: `Bearer ${shopper}`, [name]: "/v1/me" });
    assert.equal(status, 403, name);
  }
  const huge = await rawRequest("/v1/me", { authorization: `Bearer ${"x".repeat(100_000)}` });
  assert.equal(huge.status, 431);
  assert.equal((await own.seller.raw("GET", "/v1/me")).status, 200);
  assert.equal((await rawRequest("/v1/me", {}, "TRACE")).status >= 400, true);
});

test("a refresh token that was stolen is of no use without its client, and none once the user ends their tokens", async () => {
  const { username } = await addUser(own, { buyer: "acme" }, "robbed");
  const path = { buyerID: "acme", userID: "robbed" };
  await own.seller.ok("Users.Patch", { path, body: { Password: "Sufficient-1" } });
  const client_id = await addClient(own, { RefreshTokenDuration: 60, ClientSecret: "known to the shop" });
  const client = { client_id, client_secret: "known to the shop" };
  const signed = await requestToken(own, { grant_type: "password", username, password: "Sufficient-1", ...client });
  const stolen = { grant_type: "refresh_token", refresh_token: String(signed.body.refresh_token) };
  const refused = async (form: Record<string, string>) =>
    (await requestToken(own, { ...stolen, ...form })).body.Errors[0].ErrorCode;
  assert.equal(await refused({ client_id }), "Auth.OauthError", "without the client's secret");
  assert.equal(await refused({ client_id: await addClient(own) }), "Auth.OauthError", "through another client");
  await new TestClient(own.baseUrl, String(signed.body.access_token)).ok("Me.RevokeTokens");
  assert.equal(await refused(client), "Auth.OauthError");
});

test("renaming cannot take over what another has", async () => {
  const user = await own.colleague("MeAdmin");
  const { username } = await addUser(own, {}, "boss");
  const before = await user.ok("Me.Get");
  const refused = await user.refused("Me.Patch", { body: { Username: username.toUpperCase() } });
  assert.equal(refused.code, "User.UsernameMustBeUnique");
  const { ID } = await (await newCaller(own, { buyer: "acme" })).ok("Me.Get");
  assert.equal((await user.refused("Me.Patch", { body: { ID: String(ID).toUpperCase() } })).code, "IdExists");
  assert.deepEqual((await user.ok("Me.Get")).ID, before.ID);
});
