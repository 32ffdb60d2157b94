import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUserGroup,
  grant,
  marketplace,
  requestToken,
  rolesOf,
  secondProcess,
  TestClient,
  type TestMarketplace,
  until,
} from "@orderwell/testing";

const password = "Sufficient-1";
const path = { buyerID: "acme", userID: "ada" };

/** A buyer's user who signs in through a client with refresh tokens, and through another process as well. */
async function shop(own: TestMarketplace, options: object = {}) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const Username = `ada-${own.id}`;
  const body = { ID: "ada", Username, Password: password, FirstName: "Ada", LastName: "L", Active: true };
  await own.seller.ok("Users.Create", { path: { buyerID: "acme" }, body: { ...body, Email: "ada@example.com" } });
  const client_id = await addClient(own, { RefreshTokenDuration: 600, ...options });
  const form = { grant_type: "password", client_id, username: Username, password };
  return {
    client_id,
    async signIn(scope = "", secret = password) {
      const { status, body: reply } = await requestToken(own, { ...form, scope, password: secret });
      assert.equal(status, 200, JSON.stringify(reply));
      return { token: String(reply.access_token), refresh: String(reply.refresh_token) };
    },
    /** The roles that a refresh gives, or the code that refuses it. */
    async refresh(refresh_token: string): Promise<readonly string[] | string> {
      const reply = await requestToken(own, { grant_type: "refresh_token", client_id, refresh_token });
      return reply.status === 200 ? rolesOf(reply.body.access_token) : reply.body.Errors[0].ErrorCode;
    },
  };
}

/** The code that a token is refused with; "admitted" where it is not. */
async function verdict(baseUrl: string, token: string): Promise<string> {
  const { status, body } = await new TestClient(baseUrl, token).send("Me.Get");
  return status === 200 ? "admitted" : body.Errors[0].ErrorCode;
}

/** Waits until a token is refused, long before it ends by itself, and answers with which code. */
const refusal = (baseUrl: string, token: string): Promise<string> =>
  until(async () => {
    const found = await verdict(baseUrl, token);
    return found !== "admitted" && found;
  }, "The token is still admitted");

test("a role that was taken away ends the tokens that hold it, in every process, and no refresh brings it back", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { client_id, signIn, refresh } = await shop(own);
  await addUserGroup(own, { buyer: "acme" }, "group");
  const { seller } = own;
  const profile = (ID: string, Roles: readonly string[]) =>
    seller.accepted("SecurityProfiles.Create", { body: { ID, Name: ID, Roles: [...Roles] as never } });
  const assign = (SecurityProfileID: string, more: object = {}) =>
    seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID, BuyerID: "acme", ...more } });
  const join = () =>
    seller.ok("UserGroups.SaveUserAssignment", { path, body: { UserGroupID: "group", UserID: "ada" } });
  await profile("basic", ["Shopper"]);
  await assign("basic");
  const ways: Readonly<Record<string, readonly [() => Promise<unknown>, () => Promise<unknown>]>> = {
    "the profile is no longer assigned": [
      () => profile("a", ["MeAdmin"]).then(() => assign("a", { UserID: "ada" })),
      () =>
        seller.ok("SecurityProfiles.DeleteAssignment", {
          path: { securityProfileID: "a" },
          query: { buyerID: "acme", userID: "ada" },
        }),
    ],
    "the profile lost it": [
      () => profile("b", ["MeAdmin"]).then(() => assign("b")),
      () => seller.ok("SecurityProfiles.Patch", { path: { securityProfileID: "b" }, body: { Roles: [] } }),
    ],
    "the profile is gone": [
      () => profile("c", ["MeAdmin"]).then(() => assign("c")),
      () => seller.ok("SecurityProfiles.Delete", { path: { securityProfileID: "c" } }),
    ],
    "the user left the group": [
      () => profile("d", ["MeAdmin"]).then(() => assign("d", { UserGroupID: "group" }).then(join)),
      () => seller.ok("UserGroups.DeleteUserAssignment", { path: { ...path, userGroupID: "group" } }),
    ],
    "the group is gone": [
      join,
      () => seller.ok("UserGroups.Delete", { path: { buyerID: "acme", userGroupID: "group" } }),
    ],
    "the client leaves it to nobody": [
      () => profile("e", ["MeAdmin"]).then(() => assign("e")),
      () =>
        seller.ok("ApiClients.Patch", {
          path: { apiClientID: client_id },
          body: { MaximumGrantedRoles: ["Shopper"] },
        }),
    ],
  };
  for (const [why, [give, take]] of Object.entries(ways)) {
    await give();
    const [whole, narrow] = [await signIn(), await signIn("Shopper")];
    assert.deepEqual(rolesOf(whole.token), ["MeAdmin", "Shopper"], why);
    for (const { token } of [whole, narrow]) assert.equal(await verdict(second, token), "admitted", why);
    await take();
    assert.equal(await refusal(second, whole.token), "Auth.TokenRevoked", why);
    assert.equal(await verdict(own.baseUrl, whole.token), "Auth.TokenRevoked", why);
    assert.deepEqual(await refresh(whole.refresh), ["Shopper"], why);
    for (const baseUrl of [own.baseUrl, second])
      assert.equal(await verdict(baseUrl, narrow.token), "admitted", `${why}: what was not taken stays`);
  }
  const last = await signIn();
  await seller.ok("SecurityProfiles.Delete", { path: { securityProfileID: "basic" } });
  assert.equal(await refresh(last.refresh), "Auth.InsufficientRoles");
});

test("a new password ends every session begun before it, except the token with which the user set it", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { signIn, refresh } = await shop(own);
  await grant(own, { BuyerID: "acme" }, { Roles: ["PasswordReset", "MeAdmin"] });
  let [current, turn] = [password, 0];
  const next = () => `Another-pass-${++turn}`;
  const ways = {
    administrator: (NewPassword: string) => own.seller.ok("Users.Patch", { path, body: { Password: NewPassword } }),
    themselves: (NewPassword: string, token: string) =>
      new TestClient(own.baseUrl, token).ok("Me.ResetPasswordByToken", { body: { NewPassword } }),
    profile: (Password: string, token: string) =>
      new TestClient(own.baseUrl, token).ok("Me.Patch", { body: { Password } }),
  };
  for (const [who, change] of Object.entries(ways)) {
    const [used, other] = [await signIn("", current), await signIn("", current)];
    for (const { token } of [used, other]) assert.equal(await verdict(second, token), "admitted", who);
    current = next();
    await change(current, used.token);
    assert.equal(await refusal(second, other.token), "Auth.TokenRevoked", who);
    for (const session of [used, other]) assert.equal(await refresh(session.refresh), "Auth.OauthError", who);
    const kept = who === "administrator" ? "Auth.TokenRevoked" : "admitted";
    for (const baseUrl of [own.baseUrl, second]) assert.equal(await verdict(baseUrl, used.token), kept, who);
    await own.seller.ok("Users.RevokeUserTokens", { path });
    assert.equal(await refusal(second, used.token), "Auth.TokenRevoked", `${who}: revoking ends that one too`);
  }
});

test("a user who was switched off begins anew when they are switched on", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { signIn, refresh } = await shop(own);
  const { token, refresh: refreshToken } = await signIn();
  assert.equal(await verdict(second, token), "admitted");
  await own.seller.ok("Users.Patch", { path, body: { Active: false } });
  assert.equal(await refusal(second, token), "InvalidToken");
  await own.seller.ok("Users.Patch", { path, body: { Active: true } });
  for (const baseUrl of [own.baseUrl, second]) assert.equal(await verdict(baseUrl, token), "Auth.TokenRevoked");
  assert.equal(await refresh(refreshToken), "Auth.OauthError");
  await signIn();
});

test("a token ends when its client no longer admits its user", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { client_id, signIn, refresh } = await shop(own, { AllowAnyBuyer: false });
  const assign = () =>
    own.seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client_id, BuyerID: "acme" } });
  const patch = (body: object) => own.seller.ok("ApiClients.Patch", { path: { apiClientID: client_id }, body });
  const ways: Readonly<Record<string, readonly [string, () => Promise<unknown>, () => Promise<unknown>]>> = {
    "the buyer is no longer assigned": [
      "InvalidToken",
      assign,
      () => own.seller.ok("ApiClients.DeleteBuyerAssignment", { path: { apiClientID: client_id, buyerID: "acme" } }),
    ],
    "the client is closed": [
      "InvalidToken",
      () => patch({ AllowAnyBuyer: true }),
      () => patch({ AllowAnyBuyer: false }),
    ],
    "the client demands a role": ["Auth.TokenRevoked", assign, () => patch({ MinimumRequiredRoles: ["MeAdmin"] })],
  };
  for (const [why, [code, open, close]] of Object.entries(ways)) {
    await open();
    const { token, refresh: refreshToken } = await signIn();
    assert.equal(await verdict(second, token), "admitted", why);
    await close();
    assert.equal(await refusal(second, token), code, why);
    assert.equal(await verdict(own.baseUrl, token), code, why);
    assert.ok(typeof (await refresh(refreshToken)) === "string", why);
  }
});

test("the token of an anonymous shopper loses roles that were taken away, and goes on with its order", async (t) => {
  const own = await marketplace(t);
  const { client_id } = await shop(own);
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  await grant(own, { BuyerID: "acme", UserID: "ada" }, { CustomRoles: ["Taster"], Roles: ["MeAdmin"] });
  const DefaultContextUserName = `ada-${own.id}`;
  await own.seller.ok("ApiClients.Patch", {
    path: { apiClientID: client_id },
    body: { DefaultContextUserName, IsAnonBuyer: true },
  });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
  const visitor = new TestClient(own.baseUrl, body.access_token);
  assert.equal((await visitor.refused("Me.Patch", { body: { Phone: "1" } })).code, "Auth.AnonUserProhibited");
  const { Items } = await own.seller.ok("SecurityProfiles.ListAssignments", { query: { userID: "ada" } });
  await own.seller.ok("SecurityProfiles.Delete", { path: { securityProfileID: Items[0]?.SecurityProfileID ?? "" } });
  assert.equal((await visitor.refused("Me.Patch", { body: { Phone: "1" } })).code, "Auth.InsufficientRoles");
  await visitor.ok("Cart.Get");
});
