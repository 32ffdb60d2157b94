import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { addClient, addUser, grant, marketplace, requestToken, TestClient } from "@orderwell/testing";

const part = (token: unknown, index: number) =>
  JSON.parse(Buffer.from(String(token).split(".")[index] ?? "", "base64url").toString());
const claims = (token: unknown) => part(token, 1);

const password = "Sufficient-1";

test("an identity token tells other services who the caller is and what they go by, by GET and POST", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Password: password } });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper", "MeAdmin"], CustomRoles: ["Gold"] });
  const client_id = await addClient(own);
  const signIn = async (scope = "") => {
    const { body } = await requestToken(own, { grant_type: "password", client_id, username, password, scope });
    return new TestClient(own.baseUrl, body.access_token);
  };

  const ada = await signIn();
  const { identity_token, expires_in } = await ada.ok("UserInfo.GetToken");
  const { exp, nbf, ...told } = claims(identity_token);
  assert.deepEqual(told, {
    iss: own.baseUrl,
    aud: own.baseUrl,
    sub: username,
    marketplaceID: own.id,
    companyID: "acme",
    availableroles: ["Gold", "MeAdmin", "Shopper"],
    email: "user@example.com",
    given_name: "Test",
    family_name: "User",
  });
  assert.ok(Number.isInteger(exp) && Number.isInteger(nbf) && nbf < Date.now() / 1000);
  assert.equal(expires_in, 3_599);

  const { alg, kid } = part(identity_token, 0);
  const jwk = await (await fetch(`${own.baseUrl}/oauth/certs/${kid}`)).json();
  const [head, payload, signature = ""] = String(identity_token).split(".");
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  const signed = verify("RSA-SHA256", Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url"));
  assert.deepEqual([alg, signed], ["RS256", true]);

  for (const userGroupID of ["g2", "g1"]) {
    await own.seller.ok("UserGroups.Save", { path: { buyerID: "acme", userGroupID }, body: { Name: userGroupID } });
    if (userGroupID === "g2") assert.equal("groups" in told, false);
    const body = { UserGroupID: userGroupID, UserID: "ada" };
    await own.seller.ok("UserGroups.SaveUserAssignment", { path: { buyerID: "acme" }, body });
    const { groups } = claims((await ada.ok("UserInfo.GetToken")).identity_token);
    assert.deepEqual(groups, userGroupID === "g2" ? "g2" : ["g1", "g2"], "a text for one, a list for several");
  }
  await own.seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en" } });
  await own.seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "acme" } });
  const posted = await ada.raw("POST", "/oauth/userinfo", "");
  assert.equal(posted.status, 200);
  assert.equal(claims(posted.body.identity_token).currency, "CAD");
  const form = { "content-type": "application/x-www-form-urlencoded" };
  assert.equal((await ada.raw("POST", "/oauth/userinfo", "a=b", form)).status, 200);
  assert.equal((await new TestClient(own.baseUrl, "").raw("POST", "/oauth/userinfo")).status, 401);

  const narrowed = claims((await (await signIn("Shopper")).ok("UserInfo.GetToken")).identity_token);
  assert.equal(narrowed.availableroles, "Shopper", "a narrowed token does not widen by its identity");
});

test("an identity token opens nothing, here or where access tokens are checked by their claims", async (t) => {
  const own = await marketplace(t);
  const { identity_token } = await own.seller.ok("UserInfo.GetToken");
  const asAccess = new TestClient(own.baseUrl, String(identity_token));
  assert.equal((await asAccess.refused("Me.Get")).code, "InvalidToken");
  assert.equal((await asAccess.refused("UserInfo.GetToken")).code, "InvalidToken");
  assert.equal((await asAccess.raw("GET", "/portal/api/v1/me")).status, 401);
  const told = claims(identity_token);
  for (const name of ["usr", "cid", "role", "mid", "u"]) assert.ok(!(name in told), name);
});

test("the portal's token has an identity like any other: the marketplace as company, signed with the same keys", async (t) => {
  const own = await marketplace(t);
  const { identity_token } = await own.seller.ok("UserInfo.GetToken");
  const { sub, marketplaceID, companyID, availableroles, aud, groups, currency } = claims(identity_token);
  const { Username } = await own.seller.ok("Me.Get");
  assert.deepEqual(
    [sub, marketplaceID, companyID, availableroles, aud, groups, currency],
    [Username, own.id, own.id, "FullAccess", own.baseUrl, undefined, undefined],
  );
  assert.ok(part(identity_token, 0).kid);
});

test("an anonymous shopper's identity is that of whom they shop as, without the person", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "guest");
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client_id = await addClient(own, { DefaultContextUserName: username, IsAnonBuyer: true });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
  const reply = await new TestClient(own.baseUrl, body.access_token).ok("UserInfo.GetToken");
  const { sub, companyID, availableroles, email, given_name } = claims(reply.identity_token);
  assert.deepEqual([sub, companyID, availableroles], [username, "acme", "Shopper"]);
  assert.deepEqual([email, given_name], [undefined, undefined]);
});
