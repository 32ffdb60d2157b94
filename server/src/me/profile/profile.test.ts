import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  inMarketplace,
  marketplace,
  newCaller,
  requestToken,
  TestClient,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

test("everybody reads who they are, and whose", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const buyer = await (await newCaller(own, { buyer: "acme" }, [])).ok("Me.Get");
  const supplier = await (await newCaller(own, { supplier: "works" }, [])).ok("Me.Get");
  const admin = await (await newCaller(own, {}, [])).ok("Me.Get");
  const whose = ({ Buyer, Supplier, Seller, CompanyID }: typeof buyer) => ({ Buyer, Supplier, Seller, CompanyID });
  const Seller = { ID: own.id };
  assert.deepEqual(whose(buyer), {
    Buyer: { ID: "acme", DefaultCatalogID: "acme" },
    Supplier: null,
    Seller,
    CompanyID: "acme",
  });
  assert.deepEqual(whose(supplier), { Buyer: null, Supplier: { ID: "works" }, Seller, CompanyID: "works" });
  assert.deepEqual(whose(admin), { Buyer: null, Supplier: null, Seller, CompanyID: own.id });
  assert.ok(!("FailedLoginAttempts" in buyer));
  assert.deepEqual(Object.keys(buyer).slice(0, 3), ["Buyer", "Supplier", "Seller"]);

  const portal = await own.seller.ok("Me.Get");
  const { FirstName, LastName, Email, AvailableRoles, ID, Username, TermsAccepted, PasswordLastSetDate } = portal;
  assert.deepEqual([FirstName, LastName, Email, AvailableRoles], ["Default User", "Default User", null, []]);
  for (const guid of [ID, Username]) assert.match(String(guid), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  assert.notEqual(ID, Username);
  for (const at of [TermsAccepted, PasswordLastSetDate]) assert.ok(Date.parse(String(at)) <= Date.now());
  const kept = await own.seller.refused("Me.Patch", { body: { Active: false } });
  assert.equal(kept.status, 404, "the portal's user stays as it is");
});

test("users change their profile with MeAdmin, and their xp only with MeXpAdmin", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const me = await newCaller(own, { buyer: "acme" }, ["MeAdmin"]);
  const { ID, Username } = await me.ok("Me.Get");
  await me.ok("Me.Patch", { body: { Phone: "4", xp: {} } });
  await own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID: ID }, body: { xp: { level: 1 } } });

  const refused = await me.refused("Me.Patch", { body: { Phone: "5", xp: { level: 2 } } });
  assert.deepEqual([refused.status, refused.code], [403, "User.XPNotAllowed"]);
  const patched = await me.ok("Me.Patch", { body: { Phone: "5", xp: { level: 1 } } });
  assert.deepEqual([patched.Phone, patched.xp], ["5", { level: 1 }], "what is stored may be repeated");
  const body = { Username, FirstName: "New", LastName: "Name", Email: "n@example.com", Active: true };
  const saved = await me.ok("Me.Save", { body });
  assert.deepEqual([saved.FirstName, saved.Phone, saved.xp], ["New", null, { level: 1 }]);
  assert.equal((await me.refused("Me.Save", { body: { ...body, xp: {} } })).code, "User.XPNotAllowed");

  const admin = new TestClient(own.baseUrl, (await newCaller(own, { buyer: "acme" }, ["MeAdmin", "MeXpAdmin"])).token);
  assert.deepEqual((await admin.ok("Me.Patch", { body: { xp: { a: [1] } } })).xp, { a: [1] });
  const other = (await admin.ok("Me.Get")).Username;
  assert.equal(
    (await me.refused("Me.Patch", { body: { Username: other.toUpperCase() } })).code,
    "User.UsernameMustBeUnique",
  );
  const reader = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  assert.equal((await reader.refused("Me.Patch", { body: { Phone: "1" } })).code, "Auth.InsufficientRoles");
});

test("users who give themselves another ID and name are the same users at once", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const me = await newCaller(own, { buyer: "acme" });
  await me.ok("Me.Patch", { body: { ID: "renamed", Username: "renamed@example.com" } });
  assert.equal((await me.ok("Me.Get")).ID, "renamed");
  assert.equal((await me.ok("Me.Patch", { body: { Phone: "1" } })).Phone, "1");
});

test("an anonymous shopper is the client's default user, and may only read", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "guest");
  await grant(own, { BuyerID: "acme" }, { Roles: ["FullAccess"] });
  const client_id = await addClient(own, { DefaultContextUserName: username, IsAnonBuyer: true });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
  const anonymous = new TestClient(own.baseUrl, body.access_token);
  assert.equal((await anonymous.ok("Me.Get")).ID, "guest");
  const address = { Street1: "1", City: "Bath", Country: "GB", Shipping: true };
  for (const refused of [
    await anonymous.refused("Me.Patch", { body: { Email: "mine@example.com" } }),
    await anonymous.refused("Me.RevokeTokens"),
    await anonymous.refused("Me.ResetPasswordByToken", { body: { NewPassword: "Sufficient-1" } }),
    await anonymous.refused("Me.CreateAddress", { body: address }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "Auth.AnonUserProhibited"]);
});

test("users set their password, as their profiles allow", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const me = await newCaller(own, { buyer: "acme" }, ["PasswordReset", "MeAdmin"]);
  const { Username } = await me.ok("Me.Get");
  const client_id = await addClient(own);
  const set = (NewPassword: string) => me.ok("Me.ResetPasswordByToken", { body: { NewPassword } });
  const refused = async (NewPassword: string): Promise<string> =>
    (await me.refused("Me.ResetPasswordByToken", { body: { NewPassword } })).code;
  await set("First-pass-1");
  const answer = await requestToken(own, {
    grant_type: "password",
    client_id,
    username: Username,
    password: "First-pass-1",
  });
  assert.equal(answer.status, 200);
  assert.ok((await me.ok("Me.Get")).PasswordLastSetDate !== null, "tokens stay valid");

  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { LimitPasswordReuse: 2, SpecialCharacterRequired: true } });
  assert.equal(await refused("Firstpassword1"), "PasswordReset.InsecurePassword");
  assert.equal(await refused("First-pass-1"), "PasswordReset.CannotReusePassword");
  await set("Second-pass-1");
  assert.equal(await refused("First-pass-1"), "PasswordReset.CannotReusePassword");
  await me.ok("Me.Patch", { body: { Password: "Third-pass-1" } });
  assert.equal(
    (await me.refused("Me.Patch", { body: { Password: "Second-pass-1" } })).code,
    "PasswordReset.CannotReusePassword",
  );
  await set("First-pass-1");

  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { MinimumPasswordAge: 60 } });
  assert.equal(await refused("Fourth-pass-1"), "PasswordReset.TooSoonToChange");
  await inMarketplace(own, (db) =>
    db.run(sql`update app_user set password_last_set_date = password_last_set_date - interval '61 minutes'
      where marketplace_id = ${own.id} and username = ${Username}`),
  );
  await set("Fourth-pass-1");
});

test("users end their own tokens", async (t) => {
  const own = await marketplace(t);
  const me = await newCaller(own, {}, []);
  await me.ok("Me.RevokeTokens");
  assert.equal((await me.refused("Me.Get")).code, "Auth.TokenRevoked");
});

test("a buyer's users see whom they may order from", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  for (const ID of ["everybodys", "related", "strange"])
    await own.seller.ok("Suppliers.Create", {
      body: { ID, Name: ID, Active: true, AllBuyersCanOrder: ID === "everybodys" },
    });
  await own.seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "related", buyerID: "acme" } });
  const me = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const page = await me.ok("Me.ListBuyerSellers", { query: { sortBy: "ID" } });
  assert.deepEqual(page.Items.map(({ ID }) => ID).sort(), ["everybodys", "related", own.id].sort());
});
