import assert from "node:assert/strict";
import { test } from "node:test";
import { TestClient } from "../testing/client.ts";
import { anotherProcess, marketplace, testServer } from "../testing/harness.ts";
import { sql } from "./db/sql.ts";

test("a change of who may call reaches every process within a second", async (t) => {
  const first = await testServer();
  const own = await marketplace(t);
  const elsewhere = new TestClient(await anotherProcess(t), own.seller.token);
  assert.equal((await elsewhere.raw("GET", "/v1/buyers")).status, 200, "the other process takes the same token");

  await first.app.services.tenants.transaction(own.id, "write", async (db) => {
    await db.run(
      sql`update app_user set token_version = token_version + 1 where marketplace_id = ${own.id} and hidden`,
    );
    await db.run(sql`select pg_notify('orderwell_access', ${own.id})`);
  });
  const changed = performance.now();
  for (;;) {
    const { status, body } = await elsewhere.raw("GET", "/v1/buyers");
    if (status === 401) {
      assert.equal(body.Errors[0].ErrorCode, "Auth.TokenRevoked");
      break;
    }
    assert.ok(performance.now() - changed < 1_000, "the revoked token still opens the other process");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

test("while a process cannot hear announcements it looks every caller up", async (t) => {
  const { app } = await testServer();
  const own = await marketplace(t);
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 200);
  app.services.access.listening = false;
  app.services.access.forgetAll();
  t.after(() => {
    app.services.access.listening = true;
  });
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 200);
  await app.services.tenants.transaction(own.id, "write", (db) =>
    db.run(sql`update app_user set active = false where marketplace_id = ${own.id} and hidden`),
  );
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 401);
});
