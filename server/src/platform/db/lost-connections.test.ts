import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { TestClient, until } from "@orderwell/testing";
import pg from "pg";
import { pino } from "pino";
import { startServer } from "../../server.ts";
import { startEmbedded } from "../embedded/embedded.ts";
import { readPostmaster } from "../embedded/postmaster.ts";
import { readSettings } from "../settings.ts";

const account = { username: "owner@example.com", password: "Portal-Owner-2026" };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Line {
  readonly msg: string;
  readonly level: number;
  readonly err?: unknown;
}

/** A server that works on a database of its own, and the lines that it logs. */
async function start(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-lost-"));
  const database = await startEmbedded({ dataFolder: folder, log: () => {} });
  const lines: Line[] = [];
  const server = await startServer(
    readSettings({
      DATABASE_URL: database.url,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: account.username,
      ORDERWELL_PORTAL_PASSWORD: account.password,
      ORDERWELL_SECRET_KEY: "a secret key for tests only",
    }),
    pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
  );
  t.after(async () => {
    await server.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return { folder, database, server, lines };
}

/** Portal and marketplace of a server. */
async function clientsOf(baseUrl: string): Promise<{ portal: TestClient; seller: TestClient }> {
  const response = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", ...account }),
  });
  const portal = new TestClient(baseUrl, ((await response.json()) as { access_token: string }).access_token);
  await portal.raw("PUT", "/portal/api/v1/organizations/lost", { Name: "Lost", Region: { Id: "usw" } });
  const { body } = await portal.raw("GET", "/portal/api/v1/organizations/lost/token");
  return { portal, seller: new TestClient(baseUrl, body.access_token) };
}

interface Answered {
  readonly status: number;
  /** When it was asked, and for how long, in milliseconds. */
  readonly at: number;
  readonly ms: number;
  readonly retryAfter: string | null;
}

/** Reads and writes of every kind, by several at once, until it is told to stop. */
function load(baseUrl: string, seller: TestClient, lanes: number) {
  const answers: Answered[] = [];
  const acknowledged: string[] = [];
  let over = false;
  const ask = async (send: () => Promise<{ status: number; headers: Headers }>): Promise<number> => {
    const at = performance.now();
    const { status, headers } = await send();
    answers.push({ status, at, ms: performance.now() - at, retryAfter: headers.get("retry-after") });
    if (status === 503) await pause(10);
    return status;
  };
  const writers = Array.from({ length: lanes }, async (_, lane) => {
    for (let round = 0; !over; round++) {
      const ID = `b-${lane}-${round}`;
      const status = await ask(() => seller.send("Buyers.Create", { body: { ID, Name: ID } }));
      if (status === 201) acknowledged.push(ID);
    }
  });
  const readers = Array.from({ length: lanes }, async (_, lane) => {
    while (!over) {
      if (lane % 2) await ask(() => seller.send("Buyers.List", { query: { search: "b" } }));
      else await ask(() => seller.send("Products.List", { query: { sortBy: "xp.Rank" } }));
      await ask(() => fetch(`${baseUrl}/oauth/certs/none`));
    }
  });
  const end = async (): Promise<void> => {
    over = true;
    await Promise.all([...writers, ...readers]);
  };
  return { answers, acknowledged, end };
}

/** Tells whether the database takes connections. */
async function isThere(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  return client
    .connect()
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.end());
}

/** What was acknowledged is there, and whatever is there is whole. */
async function intact(seller: TestClient, acknowledged: readonly string[]): Promise<void> {
  for (const buyerID of acknowledged) await seller.ok("Buyers.Get", { path: { buyerID } });
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { Meta, Items } = await seller.ok("Buyers.List", { query: { pageSize: 100, page } });
    pages = Meta.TotalPages ?? 0;
    for (const { ID, DefaultCatalogID } of Items) {
      assert.equal(DefaultCatalogID, ID);
      await seller.ok("Catalogs.Get", { path: { catalogID: ID } });
    }
  }
}

const right = [200, 201, 404, 503];
const counted = (answers: readonly Answered[], status: number) => answers.filter((one) => one.status === status).length;

test("connections that end under load fail the requests that use them, and nothing else", async (t) => {
  const { database, server, lines } = await start(t);
  const killer = new pg.Client({ connectionString: database.url });
  // The database may stop before it, where something else has failed: that is what is to be told.
  killer.on("error", () => {});
  await killer.connect();
  const { seller } = await clientsOf(server.baseUrl);
  const { answers, acknowledged, end } = load(server.baseUrl, seller, 4);
  const began = performance.now();
  for (let round = 0; round < 25; round++) {
    const before = answers.length;
    await until(() => answers.length > before + 2 && !(round === 24 && counted(answers, 503) === 0), "nothing is hit");
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and application_name like 'orderwell%' and random() < 0.7`,
    );
  }
  await killer.end();
  await end();
  const seconds = (performance.now() - began) / 1_000;

  assert.deepEqual(
    answers.filter(({ status }) => !right.includes(status)),
    [],
    "nothing but right answers and 503",
  );
  assert.ok(counted(answers, 503) > 0, "some requests were hit");
  assert.ok(counted(answers, 201) > 0, "some were not");
  const refused = lines.filter(({ msg }) => msg === "request refused for now");
  assert.ok(refused.length > 0 && refused.length < 8 * (seconds + 1), "refusals fill no log");
  assert.ok(
    lines.every(({ err }) => err === undefined),
    "and show no stack",
  );
  await intact(seller, acknowledged);
});

test("a database that ends under load is answered with 503 and a time to come back; all goes on once it is back", async (t) => {
  const { folder, database, server, lines } = await start(t);
  const { portal, seller } = await clientsOf(server.baseUrl);
  const { answers, acknowledged, end } = load(server.baseUrl, seller, 3);
  const cluster = join(folder, "postgres");
  const goingOn: (readonly Answered[])[] = [];
  for (const signal of ["SIGKILL", "SIGQUIT"] as const) {
    const before = answers.length;
    await until(() => answers.length > before + 30, "nothing is asked");
    const pid = readPostmaster(cluster)?.pid ?? 0;
    assert.ok(pid > 0);
    process.kill(pid, signal);
    await until(async () => (await seller.send("Buyers.List")).status >= 500, "the database goes on");
    await until(() => isThere(database.url), "the database does not come back");
    const isRight = (from: number) => () =>
      answers.length > from + 40 && !answers.slice(-40).some(({ status }) => status === 503);
    await until(isRight(answers.length), "what lost the database does not find it again");
    const back = answers.length;
    await until(() => answers.length > back + 60, "nothing is asked");
    goingOn.push(answers.slice(back));
  }
  await end();

  assert.deepEqual(
    answers.filter(({ status }) => !right.includes(status)),
    [],
  );
  assert.ok(answers.every(({ status, retryAfter }) => status !== 503 || retryAfter === "1"));
  for (const later of goingOn) assert.equal(counted(later, 503), 0, "all go on");
  assert.ok(
    lines.every(({ err }) => err === undefined),
    "no stacks",
  );
  await intact(seller, acknowledged);
  // What listens and works by itself is there again as well: caches hold, and jobs can be asked about.
  await until(() => server.app.services.access.listening, "nobody listens");
  assert.equal((await portal.raw("GET", "/portal/api/v1/failedjobs")).status, 200);
});
