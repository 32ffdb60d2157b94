import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, portalAccount, scratchDatabase } from "@orderwell/testing";
import pg from "pg";
import { createLogger, type RunningServer, startServer } from "../../server.ts";
import { readSettings } from "../settings.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server with few connections and little patience, and a way to make every look at products wait. */
async function start(t: TestContext, statementSeconds: number, waitSeconds: number) {
  let server: RunningServer | undefined;
  let holder: pg.Client | undefined;
  const url = await scratchDatabase(t, async () => {
    await holder?.end();
    await server?.stop();
  });
  const settings = readSettings({
    DATABASE_URL: url,
    ORDERWELL_PORT: "0",
    ORDERWELL_PORTAL_EMAIL: portalAccount.username,
    ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
    ORDERWELL_SECRET_KEY: "a secret key for tests only",
    ORDERWELL_DATABASE_CONNECTIONS: "4",
    ORDERWELL_ADMINISTRATOR_SECONDS: String(statementSeconds),
    ORDERWELL_WAIT_SECONDS: String(waitSeconds),
  });
  server = await startServer(settings, createLogger("silent"), { background: false });
  holder = new pg.Client({ connectionString: url });
  await holder.connect();
  const { baseUrl } = server;
  const [busy, innocent] = [await marketplace(t, baseUrl), await marketplace(t, baseUrl)];
  await Promise.all([busy.seller.ok("Buyers.List"), innocent.seller.ok("Buyers.List")]);
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${baseUrl}/metrics`)).text();
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    );
  };
  await holder.query("begin; lock table product in access exclusive mode");
  const waiting = async () =>
    (
      await holder.query(
        "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and application_name = 'orderwell'",
      )
    ).rowCount;
  return { server, busy, innocent, metric, waiting };
}

test("lists that are abandoned end in the database, and meanwhile another marketplace is served at once", async (t) => {
  const { server, busy, innocent, metric, waiting } = await start(t, 60, 60);
  const leave = new AbortController();
  const abandoned = Array.from({ length: 30 }, () =>
    fetch(`${server.baseUrl}/v1/products?sortBy=xp.a,xp.b`, {
      headers: { authorization: `Bearer ${busy.seller.token}` },
      signal: leave.signal,
    }).catch((error: Error) => error.name),
  );
  while ((await waiting()) === 0) await pause(10);
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    await innocent.seller.ok("Buyers.Create", { body: { ID: `b${round}`, Name: "x" } });
    await innocent.seller.ok("Buyers.List");
    await busy.seller.ok("Buyers.List");
    assert.ok(performance.now() - began < 900, "nor does the same marketplace wait for its own heavy lists");
  }
  assert.equal(await waiting(), 1, "of four connections one carries out heavy lists");
  leave.abort();
  assert.deepEqual(new Set(await Promise.all(abandoned)), new Set(["AbortError"]));
  const left = performance.now();
  while ((await waiting()) !== 0 && performance.now() - left < 2_000) await pause(20);
  assert.equal(await waiting(), 0);
  assert.equal(await metric('orderwell_database_ended_total{reason="cancelled"}'), 1);
  for (const weight of ["light", "heavy"])
    assert.equal(await metric(`orderwell_database_waiting{weight="${weight}"}`), 0);
});

test("who stays is refused when they have waited long enough, for a connection or for a statement, and told when to come back", async (t) => {
  const { busy, metric } = await start(t, 3, 1);
  const answers = await Promise.all(Array.from({ length: 8 }, () => busy.seller.send("Products.List")));
  const seen = answers.map(({ status, body, headers }) => [
    status,
    body.Errors[0].ErrorCode,
    headers.get("retry-after"),
  ]);
  assert.deepEqual(seen.toSorted(), [
    ...Array(3).fill([408, "Request.TakesTooLong", null]),
    ...Array(5).fill([429, "TooManyRequests", "1"]),
  ]);
  // The note that its user is active found no connection either.
  assert.ok((await metric('orderwell_database_refused_total{reason="late"}')) >= 5);
});
