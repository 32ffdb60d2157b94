import assert from "node:assert/strict";
import { test } from "node:test";
import { portalAccount, portalClient, testServer } from "@orderwell/testing";

const marketplaces = "/portal/api/v1/organizations";

test("a marketplace that does not fit its declaration is refused with every mistake", async () => {
  const portal = await portalClient();
  const url = `${marketplaces}/portal-mistakes`;
  const { status, body } = await portal.raw("PUT", url, { Environment: "Moon", Region: { Id: "xyz" } });
  assert.equal(status, 400);
  assert.deepEqual(
    body.Errors.map(({ ErrorCode, Data }: { ErrorCode: string; Data: { Property: string } }) => [
      ErrorCode,
      Data.Property,
    ]).sort(),
    [
      ["ValidationFailure", "Environment"],
      ["ValidationFailure", "Name"],
      ["ValidationFailure", "Region.Id"],
    ],
  );
  assert.equal((await portal.raw("GET", url)).status, 404);
});

test("clients send a region whole: its ID decides, and what it says else is left out", async (t) => {
  const portal = await portalClient();
  const url = `${marketplaces}/portal-region`;
  t.after(() => portal.raw("DELETE", url));
  const sent = { Name: "Region", Region: { Id: "eur", Name: "Elsewhere", AzureRegion: "nowhere" } };
  const { body } = await portal.raw("PUT", url, sent);
  assert.deepEqual(body.Region, { Id: "eur", Name: "Europe-West", AzureRegion: "westeurope" });
  assert.deepEqual([body.Environment, body.Owner.Email], ["Sandbox", portalAccount.username]);
});

test("a page that does not exist is refused by the code of lists, and a list without a token by that of tokens", async () => {
  const portal = await portalClient();
  const refused = await portal.raw("GET", `${marketplaces}?pageSize=0`);
  assert.deepEqual([refused.status, refused.body.Errors[0].ErrorCode], [400, "List.InvalidPageSize"]);
  const { baseUrl } = await testServer();
  const anonymous = await fetch(baseUrl + marketplaces);
  assert.equal(anonymous.status, 401);
});

test("a refused sign-in comes in the shape that OAuth clients read", async () => {
  const { baseUrl } = await testServer();
  const body = new URLSearchParams({ grant_type: "password", username: portalAccount.username, password: "wrong" });
  const reply = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, { method: "POST", body });
  const { error, Errors } = (await reply.json()) as { error: string; Errors: { ErrorCode: string }[] };
  assert.deepEqual(
    [reply.status, error, Errors[0]?.ErrorCode],
    [400, "invalid_grant", "Auth.InvalidUsernameOrPassword"],
  );
});

test("the portal takes the form that asks for a token under any content type, and JSON under none", async () => {
  const { baseUrl } = await testServer();
  const form = { grant_type: "password", ...portalAccount };
  const post = async (type: string, body: string) =>
    (await fetch(`${baseUrl}/portal/api/v1/oauth/token`, { method: "POST", headers: { "content-type": type }, body }))
      .status;
  for (const type of ["application/json", "text/plain", ""]) {
    assert.equal(await post(type, new URLSearchParams(form).toString()), 200, type);
    assert.equal(await post(type, JSON.stringify(form)), 400, type);
  }
});
