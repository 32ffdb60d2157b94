import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { TenantDb } from "@orderwell/server/testing";
import { TestClient } from "./client.ts";
import { portalAccount, serverAt, testServer } from "./server.ts";

/** A marketplace of a test's own, and its seller with full access. */
export interface TestMarketplace {
  readonly id: string;
  readonly baseUrl: string;
  readonly seller: TestClient;
}

/** Facts of a test for whatever belongs to it: its name, and when it is over. */
export interface Lifetime {
  readonly name: string;
  after(clean: () => unknown): unknown;
}

const portals = new Map<string, Promise<TestClient>>();

/** The portal of `testServer`, signed in as its owner; of another server, if its address is given. */
export async function portalClient(baseUrl?: string): Promise<TestClient> {
  const url = baseUrl ?? (await testServer()).baseUrl;
  const portal = portals.get(url) ?? signIn(url);
  portals.set(url, portal);
  return portal;
}

async function signIn(baseUrl: string): Promise<TestClient> {
  const response = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "password", ...portalAccount }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return new TestClient(baseUrl, access_token);
}

const made = new Set<string>();

/** Tells whether `marketplace` of this process made it: processes that run other test files use the same database. */
export const isOwn = (marketplaceId: string): boolean => made.has(marketplaceId);

/** Makes a marketplace, which goes away with the database. Tenants are cheap: no two tests share one. */
export async function marketplace(t: { readonly name: string }, baseUrl?: string): Promise<TestMarketplace> {
  const client = await portalClient(baseUrl);
  const id = `t-${randomBytes(8).toString("hex")}`;
  made.add(id);
  const url = `/portal/api/v1/organizations/${id}`;
  const body = { Name: t.name.slice(0, 100), Environment: "Sandbox", Region: { Id: "usw" } };
  const saved = await client.raw("PUT", url, body);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  return { id, baseUrl: client.baseUrl, seller: await sellerOf(id, baseUrl) };
}

/** The seller of a marketplace that is there, with full access. */
export async function sellerOf(marketplaceId: string, baseUrl?: string): Promise<TestClient> {
  const client = await portalClient(baseUrl);
  const { status, body } = await client.raw("GET", `/portal/api/v1/organizations/${marketplaceId}/token`);
  assert.equal(status, 200, JSON.stringify(body));
  return new TestClient(client.baseUrl, body.access_token);
}

/** Works in a marketplace's rows, past the API: what only time or a mishap brings about. */
export const inMarketplace = async <Result>(
  own: TestMarketplace,
  work: (db: TenantDb) => Promise<Result>,
): Promise<Result> => (await serverAt(own)).app.services.tenants.transaction(own.id, "write", work);
