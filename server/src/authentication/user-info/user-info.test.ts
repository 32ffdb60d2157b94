import assert from "node:assert/strict";
import { test } from "node:test";
import { addClient, addUser, grant, marketplace, requestToken, TestClient } from "@orderwell/testing";

const claims = (token: unknown) => JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString());

test("an identity token says who the caller is to the application they signed in through, and opens nothing", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Password: "Sufficient-1" } });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client_id = await addClient(own);
  const form = { grant_type: "password", client_id, username, password: "Sufficient-1" };
  const { body } = await requestToken(own, form);
  const reply = await new TestClient(own.baseUrl, body.access_token).ok("UserInfo.GetToken");
  const { usr, usrtype, company, email, given_name, aud, iss, role } = claims(reply.identity_token);
  assert.deepEqual([usr, usrtype, company, email, given_name], [username, "buyer", "acme", "user@example.com", "Test"]);
  assert.deepEqual([aud, iss, role], [client_id, own.baseUrl, undefined]);
  assert.equal(reply.expires_in, 3_599);
  const asAccess = await new TestClient(own.baseUrl, String(reply.identity_token)).refused("Me.Get");
  assert.equal(asAccess.code, "InvalidToken");
});

test("an anonymous shopper's identity is their own, without the person they shop as", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "guest");
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client_id = await addClient(own, { DefaultContextUserName: username, IsAnonBuyer: true });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
  const reply = await new TestClient(own.baseUrl, body.access_token).ok("UserInfo.GetToken");
  const { sub, email } = claims(reply.identity_token);
  assert.deepEqual([sub, email], [claims(body.access_token).orderid, undefined]);
});
