import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { ApiClients, Auth, Configuration, CurrentUser, Organizations, Tokens } from "@ordercloud/portal-javascript-sdk";
import { operatedServer, portalAccount } from "@orderwell/testing";
import { Configuration as Core, Me, Products } from "ordercloud-javascript-sdk";

const { username, password } = portalAccount;

test("with the portal's SDK, an owner signs in, makes a marketplace and gets a token that the core SDK works with", async () => {
  const { baseUrl } = await operatedServer();
  Configuration.Set({ baseApiUrl: `${baseUrl}/portal/api/v1` });
  const session = await Auth.Login(username, password);
  Tokens.SetAccessToken(session.access_token);
  assert.equal((await CurrentUser.Get()).Email, username);

  const id = `portal-${randomBytes(6).toString("hex")}`;
  await assert.rejects(Organizations.Get(id), { status: 404, statusText: "Not Found" });
  const saved = await Organizations.Save(id, { Id: id, Name: "Mine", Environment: "Sandbox", Region: { Id: "usw" } });
  assert.deepEqual(await Organizations.Get(id), saved);
  const listed = await Organizations.List({ search: id, page: 1, pageSize: 100 });
  assert.deepEqual([listed.Meta?.TotalCount, listed.Items?.[0]?.Name], [1, "Mine"]);

  const { access_token } = await ApiClients.GetToken(id);
  Core.Set({ baseApiUrl: String(saved.CoreApiUrl) });
  const seller = { accessToken: String(access_token) };
  assert.equal((await Me.Get(seller)).Seller?.ID, id);
  assert.equal((await Products.Create({ ID: "p", Name: "P" }, seller)).OwnerID, id);

  await Organizations.Delete(id);
  await assert.rejects(Organizations.Get(id), { status: 404 });
  await assert.rejects(Me.Get(seller), { status: 401 });
});

test("a portal session is renewed with its refresh token until it is signed out", async () => {
  const { baseUrl } = await operatedServer();
  Configuration.Set({ baseApiUrl: `${baseUrl}/portal/api/v1` });
  const session = await Auth.Login(username, password);
  const renewed = await Auth.RefreshToken(String(session.refresh_token));
  assert.equal((await CurrentUser.Get({ accessToken: String(renewed.access_token) })).Email, username);
  await Auth.Logout(String(renewed.refresh_token));
  await assert.rejects(Auth.RefreshToken(String(renewed.refresh_token)), { status: 400 });
  await assert.rejects(Auth.Login(username, "Wrong-Password-1"), { status: 400 });
});
