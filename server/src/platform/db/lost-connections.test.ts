import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { TestClient } from "@orderwell/testing";
import pg from "pg";
import { createLogger, startServer } from "../../server.ts";
import { startEmbedded } from "../embedded/embedded.ts";
import { readSettings } from "../settings.ts";

const rounds = 25;

test("connections that end under load fail the requests that use them, and nothing else", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-lost-"));
  const database = await startEmbedded({ dataFolder: folder, log: () => {} });
  const account = { username: "owner@example.com", password: "Portal-Owner-2026" };
  const server = await startServer(
    readSettings({
      DATABASE_URL: database.url,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: account.username,
      ORDERWELL_PORTAL_PASSWORD: account.password,
      ORDERWELL_SECRET_KEY: "a secret key for tests only",
    }),
    createLogger("silent"),
  );
  const killer = new pg.Client({ connectionString: database.url });
  await killer.connect();
  t.after(async () => {
    await killer.end();
    await server.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const seller = await sellerOf(server.baseUrl, account);
  const statuses = new Map<number, number>();
  const acknowledged: string[] = [];
  let over = false;
  const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const writers = Array.from({ length: 4 }, async (_, lane) => {
    for (let round = 0; !over; round++) {
      const ID = `b-${lane}-${round}`;
      const { status } = await seller.send("Buyers.Create", { body: { ID, Name: ID } });
      count(status);
      if (status === 201) acknowledged.push(ID);
    }
  });
  const readers = Array.from({ length: 4 }, async (_, lane) => {
    while (!over) {
      count((await seller.send("Buyers.List", { query: lane % 2 ? { search: "b" } : {} })).status);
      count((await fetch(`${server.baseUrl}/oauth/certs/none`)).status === 404 ? 404 : 0);
    }
  });
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and application_name like 'orderwell%' and random() < 0.7`,
    );
  }
  over = true;
  await Promise.all([...writers, ...readers]);

  assert.deepEqual(
    [...statuses.keys()].filter((status) => ![200, 201, 404, 503].includes(status)),
    [],
    "nothing but right answers and 503",
  );
  assert.ok((statuses.get(503) ?? 0) > 0, "some requests were hit");
  assert.ok((statuses.get(201) ?? 0) > 0, "some were not");
  for (const buyerID of acknowledged) await seller.ok("Buyers.Get", { path: { buyerID } });
});

async function sellerOf(baseUrl: string, account: { username: string; password: string }): Promise<TestClient> {
  const response = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", ...account }),
  });
  const portal = new TestClient(baseUrl, ((await response.json()) as { access_token: string }).access_token);
  await portal.raw("PUT", "/portal/api/v1/organizations/lost", { Name: "Lost", Region: { Id: "usw" } });
  const { body } = await portal.raw("GET", "/portal/api/v1/organizations/lost/token");
  return new TestClient(baseUrl, body.access_token);
}
