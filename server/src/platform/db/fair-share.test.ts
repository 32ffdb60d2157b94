import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, portalAccount, scratchDatabase } from "@orderwell/testing";
import pg from "pg";
import { createLogger, type RunningServer, startServer } from "../../server.ts";
import { readSettings } from "../settings.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A server with few connections and little patience, and a way to make every look at price schedules wait. */
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
  await holder.query("begin; lock table price_schedule in access exclusive mode");
  /** Connections that carry out what is expected to take long. */
  const heavy = () => metric('orderwell_database_connections{weight="heavy"}');
  return { server, busy, innocent, metric, heavy };
}

/** Long enough that nothing here ends by itself, however busy the machine is. */
const statementSeconds = 60;

/** Tells whether a number comes to be this, long before a statement would end by itself. */
async function comesTo(expected: number, count: () => Promise<number | null>): Promise<boolean> {
  const from = performance.now();
  while ((await count()) !== expected && performance.now() - from < statementSeconds * 500) await pause(20);
  return (await count()) === expected;
}

test("lists that are abandoned end in the database, and meanwhile another marketplace is served at once", async (t) => {
  const { server, busy, innocent, metric, heavy } = await start(t, statementSeconds, 60);
  const leave = new AbortController();
  const abandoned = Array.from({ length: 30 }, () =>
    fetch(`${server.baseUrl}/v1/priceschedules?xp.a=1&xp.b=1&xp.c=1&xp.d=1`, {
      headers: { authorization: `Bearer ${busy.seller.token}` },
      signal: leave.signal,
    }).catch((error: Error) => error.name),
  );
  assert.ok(await comesTo(1, heavy));
  for (let round = 0; round < 5; round++) {
    await innocent.seller.ok("Buyers.Create", { body: { ID: `b${round}`, Name: "x" } });
    await innocent.seller.ok("Buyers.List");
    await busy.seller.ok("Buyers.List");
    assert.equal(await heavy(), 1, "of four connections one carries out heavy lists, for whose end nobody waited");
  }
  leave.abort();
  assert.deepEqual(new Set(await Promise.all(abandoned)), new Set(["AbortError"]));
  assert.ok(await comesTo(0, heavy));
  // One more may have begun before the server heard that its client had gone; those that waited never do.
  const cancelled = await metric('orderwell_database_ended_total{reason="cancelled"}');
  assert.ok(cancelled >= 1 && cancelled <= 3, `${cancelled} were cancelled`);
  for (const weight of ["light", "heavy"])
    assert.equal(await metric(`orderwell_database_waiting{weight="${weight}"}`), 0);
});

test("who stays is refused when they have waited long enough, for a connection or for a statement, and told when to come back", async (t) => {
  const { busy, metric } = await start(t, 8, 1);
  const answers = await Promise.all(Array.from({ length: 8 }, () => busy.seller.send("PriceSchedules.List")));
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
