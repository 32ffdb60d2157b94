import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  addUserGroup,
  awaitMessages,
  grant,
  newCaller,
  requestToken,
  rolesOf,
  shop,
  TestClient,
  type TestMarketplace,
} from "@orderwell/testing";

/** A client for anonymous shoppers of `acme`, who shop as a member of the group `visitors`. */
async function storefront(own: TestMarketplace) {
  const guest = await addUser(own, { buyer: "acme" }, "guest");
  await addUserGroup(own, { buyer: "acme" }, "visitors", [guest.key]);
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  await grant(own, { BuyerID: "acme", UserGroupID: "visitors" }, { CustomRoles: ["Visitor"] });
  await grant(own, { BuyerID: "acme", UserID: "guest" }, { CustomRoles: ["Guest"] });
  const client_id = await addClient(own, { DefaultContextUserName: guest.username, IsAnonBuyer: true });
  return {
    client_id,
    async visitor() {
      const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
      return new TestClient(own.baseUrl, body.access_token);
    },
    person: (Username: string, more: object = {}) => ({
      Username,
      FirstName: "New",
      LastName: "Customer",
      Email: "new@example.com",
      Active: true,
      Password: "Sufficient-1",
      ...more,
    }),
  };
}

const orderOf = ({ token }: TestClient): string =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).orderid;

test("an anonymous shopper registers and goes on under their own name, with their order, its line items and prices", async (t) => {
  const own = await shop(t);
  const { client_id, visitor, person } = await storefront(own);
  await own.product("p");
  const anonymous = await visitor();
  await anonymous.ok("Cart.CreateLineItem", { body: { ID: "line", ProductID: "p", Quantity: 3 } });
  const Username = `customer-${own.id}`;
  const { access_token } = await anonymous.ok("Me.Register", {
    query: { anonUserToken: anonymous.token },
    body: person(Username, { ID: "customer", Phone: "555" }),
  });
  const me = new TestClient(own.baseUrl, String(access_token));
  const profile = await me.ok("Me.Get");
  assert.deepEqual(
    [profile.ID, profile.Username, profile.Phone, profile.CompanyID],
    ["customer", Username, "555", "acme"],
  );
  assert.deepEqual(rolesOf(me.token), ["Shopper", "Visitor"], "from buyer and groups, not from the shared user");
  assert.deepEqual(
    (await me.ok("Me.ListUserGroups")).Items.map(({ ID }) => ID),
    ["visitors"],
  );
  const order = await me.ok("Orders.Get", { path: { direction: "Outgoing", orderID: orderOf(anonymous) } });
  assert.deepEqual([order.FromUserID, order.LineItemCount, order.Subtotal], ["customer", 1, 30]);
  const path = { direction: "Outgoing", orderID: orderOf(anonymous) };
  assert.equal((await anonymous.refused("Orders.Get", { path })).code, "NotFound");

  const form = { grant_type: "password", client_id, username: Username, password: "Sufficient-1" };
  assert.equal((await requestToken(own, form)).status, 200);
  const [invitation] = await awaitMessages(own, Username, "NewUserInvitation");
  assert.deepEqual([invitation?.Recipient.ID, invitation?.BuyerID], ["customer", "acme"]);
});

test("one who has ordered nothing yet registers as well", async (t) => {
  const own = await shop(t);
  const { visitor, person } = await storefront(own);
  const anonymous = await visitor();
  const { access_token } = await anonymous.ok("Me.Register", {
    query: { anonUserToken: anonymous.token },
    body: person(`empty-${own.id}`, { Password: undefined }),
  });
  assert.equal((await new TestClient(own.baseUrl, String(access_token)).ok("Me.ListOrders")).Meta.TotalCount, 0);
});

test("only an anonymous shopper registers, and only with their own token", async (t) => {
  const own = await shop(t);
  const { visitor, person } = await storefront(own);
  const [anonymous, stranger] = [await visitor(), await visitor()];
  const body = person(`one-${own.id}`);
  const code = async (caller: TestClient, anonUserToken?: string) =>
    (await caller.refused("Me.Register", { body, query: anonUserToken === undefined ? {} : { anonUserToken } })).code;
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  assert.equal(await code(shopper, anonymous.token), "User.IsNotTemp");
  const foreigner = await (await storefront(await shop(t))).visitor();
  const forged = `${anonymous.token.slice(0, -8)}AAAAAAAA`;
  for (const token of [undefined, "", "nonsense", forged, shopper.token, stranger.token, foreigner.token])
    assert.equal(await code(anonymous, token), "Auth.MustPassAnonUserToken");
  // Addresses are written down in many places: a token there is no sign of who asks.
  assert.equal(await code(new TestClient(own.baseUrl, ""), anonymous.token), "InvalidToken");
  assert.deepEqual(
    (await own.seller.ok("Users.List", { path: { buyerID: "acme" }, query: { search: "one-" } })).Items,
    [],
  );
});

test("one who registers again becomes another user, with what they ordered since and nothing of the first", async (t) => {
  const own = await shop(t);
  const { visitor, person } = await storefront(own);
  await own.product("p");
  const anonymous = await visitor();
  const register = async (Username: string, Quantity: number) => {
    await anonymous.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity } });
    const body = person(`${Username}-${own.id}`, { ID: Username });
    const query = { anonUserToken: anonymous.token };
    const { access_token } = await anonymous.ok("Me.Register", { query, body });
    return new TestClient(own.baseUrl, String(access_token));
  };
  const subtotals = async (who: TestClient) =>
    (await who.accepted("Me.ListOrders", { query: { IsSubmitted: false } })).Items.map(({ Subtotal }) => Subtotal);
  const first = await register("first", 3);
  const second = await register("second", 1);
  assert.deepEqual([await subtotals(first), await subtotals(second), await subtotals(anonymous)], [[30], [10], []]);
});

test("a registration that is refused leaves no user and no order behind", async (t) => {
  const own = await shop(t);
  const { visitor, person, client_id } = await storefront(own);
  await own.product("p");
  const anonymous = await visitor();
  await anonymous.ok("Cart.CreateLineItem", { body: { ID: "line", ProductID: "p", Quantity: 1 } });
  const code = async (body: object) =>
    (await anonymous.refused("Me.Register", { query: { anonUserToken: anonymous.token }, body })).code;
  const taken = await addUser(own, {}, "taken");
  const Username = `two-${own.id}`;
  assert.equal(await code(person(taken.username.toUpperCase())), "User.UsernameMustBeUnique");
  assert.equal(await code(person(Username, { Password: "weak" })), "PasswordReset.InsecurePassword");
  assert.equal(await code(person(Username, { xp: { tier: "gold" } })), "User.XPNotAllowed");
  assert.equal(await code(person(Username, { ID: "guest" })), "IdExists");
  assert.equal(await code({ Username }), "ValidationFailure");
  const patch = (MinimumRequiredRoles: string[]) =>
    own.seller.accepted("ApiClients.Patch", { path: { apiClientID: client_id }, body: { MinimumRequiredRoles } });
  await patch(["OrderAdmin"]);
  assert.equal(await code(person(Username)), "Auth.InsufficientRoles");
  const { Items } = await own.seller.ok("Users.List", { path: { buyerID: "acme" }, query: { Username } });
  assert.deepEqual(Items, []);
  assert.equal((await anonymous.ok("Cart.Get")).LineItemCount, 1);
});
