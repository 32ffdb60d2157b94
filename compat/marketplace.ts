import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { portalAccount } from "./server.ts";

/** The portal has no official SDK that is published: its three calls are made by hand, as the seeding CLI does. */
export async function newMarketplace(baseUrl: string): Promise<{ id: string; sellerToken: string }> {
  const root = `${baseUrl}/portal/api/v1`;
  const login = await fetch(`${root}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", ...portalAccount }),
  });
  const { access_token } = (await login.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const id = `walk-${randomBytes(6).toString("hex")}`;
  const body = JSON.stringify({ Id: id, Name: "A walk", Environment: "Sandbox", Region: { Id: "usw" } });
  const saved = await fetch(`${root}/organizations/${id}`, { method: "PUT", headers, body });
  assert.equal(saved.status, 200);
  const token = await fetch(`${root}/organizations/${id}/token`, { headers });
  return { id, sellerToken: ((await token.json()) as { access_token: string }).access_token };
}
