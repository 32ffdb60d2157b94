import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, inMarketplace, marketplace, requestToken, testDatabaseUrl, testServer } from "@orderwell/testing";
import { identityTables } from "../../authentication/index.ts";
import { integrationTables } from "../../integrations/index.ts";
import { openDatabase } from "../db/database.ts";
import { Pooled } from "../db/pooled.ts";
import { sql } from "../db/sql.ts";
import { sealStored } from "./seal-stored.ts";

test("secrets that were stored before they were sealed are sealed at the start, and good as before", async (t) => {
  const own = await marketplace(t);
  const clerk = await addUser(own, {}, "clerk");
  const client = await own.seller.ok("ApiClients.Create", {
    body: {
      AppName: "Old",
      Active: true,
      AccessTokenDuration: 60,
      AllowSeller: true,
      DefaultContextUserName: clerk.username,
      ClientSecret: "replaced below",
    },
  });
  const event = { ID: "e", Name: "E", CustomImplementationUrl: "https://example.com", HashKey: "replaced below" };
  await own.seller.accepted("IntegrationEvents.Create", { body: event });
  await own.seller.accepted("Webhooks.Create", {
    body: { ID: "w", Name: "W", Url: "https://example.com", HashKey: "k" },
  });
  // As the migration leaves what it found.
  await inMarketplace(own, async (db) => {
    await db.run(sql`update api_client set client_secret = 'plain:plain:old secret' where marketplace_id = ${own.id}`);
    await db.run(sql`update integration_event set hash_key = 'plain:old event key' where marketplace_id = ${own.id}`);
    await db.run(sql`update webhook set hash_key = 'plain:old hook key' where marketplace_id = ${own.id}`);
  });
  const database = await openDatabase(await testDatabaseUrl());
  t.after(() => database.close());
  const { secrets } = (await testServer()).app.services;
  for (let start = 0; start < 2; start++)
    for (const table of [...identityTables, ...integrationTables])
      await sealStored(new Pooled(database.system), secrets, table);

  const stored = await inMarketplace(own, (db) =>
    db.rows<{ secret: string }>(sql`
      select client_secret as secret from api_client where marketplace_id = ${own.id}
      union all select hash_key from integration_event where marketplace_id = ${own.id}
      union all select hash_key from webhook where marketplace_id = ${own.id}`),
  );
  for (const { secret } of stored) assert.match(secret, /^[\w-]{40,}$/);
  const { ClientSecret } = await own.seller.ok("ApiClients.Get", { path: { apiClientID: client.ID ?? "" } });
  assert.equal(ClientSecret, "plain:old secret");
  assert.equal(
    (await own.seller.ok("IntegrationEvents.Get", { path: { integrationEventID: "e" } })).HashKey,
    "old event key",
  );
  assert.equal((await own.seller.ok("Webhooks.Get", { path: { webhookID: "w" } })).HashKey, "old hook key");
  const form = { grant_type: "client_credentials", client_id: client.ID ?? "" };
  assert.equal((await requestToken(own, { ...form, client_secret: "plain:old secret" })).status, 200);
  assert.equal((await requestToken(own, { ...form, client_secret: "old secret" })).status, 400);
});
