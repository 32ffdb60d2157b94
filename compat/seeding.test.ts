import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { demoAccounts, seed, seedDemo } from "@orderwell/seeding";
import { operatedServer, portalAccount } from "@orderwell/testing";

const simpleB2c = fileURLToPath(new URL("../seeding/fixtures/simple-b2c.yml", import.meta.url));

async function load(file?: string) {
  const { baseUrl } = await operatedServer();
  const marketplaceId = `seed-${randomBytes(6).toString("hex")}`;
  const options = { baseUrl, portal: portalAccount, marketplaceId };
  const report = await (file === undefined ? seedDemo(options) : seed({ ...options, file }));
  assert.deepEqual(report.problems, []);
  return { baseUrl, options, report };
}

const token = async (baseUrl: string, form: Record<string, string>): Promise<Record<string, string>> => {
  const response = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return (await response.json()) as Record<string, string>;
};

// biome-ignore lint/suspicious/noExplicitAny: replies are checked by what they hold
const get = async (url: string, accessToken: string): Promise<any> =>
  (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json();

test("a real marketplace file loads completely, and its anonymous shopper sees the shop", async () => {
  const { baseUrl, report } = await load(simpleB2c);
  const made = Object.values(report.resources).reduce((sum, { created }) => sum + created, 0);
  assert.equal(
    Object.values(report.resources).reduce((sum, { failed, skipped }) => sum + failed + skipped, 0),
    0,
  );
  assert.ok(made > 80, `only ${made} records`);
  const storefront = report.apiClients.find(({ appName }) => appName === "Storefront App")?.newId ?? "";
  const visitor = await token(baseUrl, { grant_type: "client_credentials", client_id: storefront });
  const products = await get(`${baseUrl}/v1/me/products?pageSize=100`, visitor.access_token ?? "");
  assert.equal(products.Meta.TotalCount, 9);
  const priced = products.Items.filter((product: { PriceSchedule: unknown }) => product.PriceSchedule !== null);
  assert.equal(priced.length, 8, "one of them has no price schedule");
  const mask = await get(`${baseUrl}/v1/me/products/mulberry-silk-facemask/variants`, visitor.access_token ?? "");
  assert.equal(mask.Meta.TotalCount, 3);
  assert.deepEqual(products.Meta.Facets[0]?.XpPath, "Facets.Color");
  assert.equal(
    (await get(`${baseUrl}/v1/me/categories?depth=all&pageSize=100`, visitor.access_token ?? "")).Meta.TotalCount,
    15,
  );
});

test("the demo marketplace loads completely, twice, and everybody in it can sign in", async () => {
  const { baseUrl, options, report } = await load();
  const again = await seedDemo(options);
  assert.deepEqual(again.problems, []);
  assert.ok(Object.values(again.resources).some(({ skipped }) => skipped > 0));
  const totals = new Map<string, number>();
  for (const { username, password, apiClient } of demoAccounts) {
    const client = report.apiClients.find(({ appName }) => appName === apiClient)?.newId ?? "";
    const reply = await token(baseUrl, { grant_type: "password", client_id: client, username, password });
    assert.ok(reply.access_token, `${username}: ${JSON.stringify(reply)}`);
    const me = await get(`${baseUrl}/v1/me`, reply.access_token);
    assert.equal(me.Username, username);
    if (me.Buyer !== null)
      totals.set(username, (await get(`${baseUrl}/v1/me/products`, reply.access_token)).Meta.TotalCount);
  }
  assert.ok(
    (totals.get("mia.okafor") ?? 0) > (totals.get("leo.marchetti") ?? 0),
    "members see more than other customers",
  );
  assert.ok((totals.get("aoife.byrne") ?? 0) < (totals.get("tom.becker") ?? 0), "Dublin sees a short list");
});
