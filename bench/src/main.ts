import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbedded } from "@orderwell/server";
import pg from "pg";
import { makeMarketplace, multiplyProducts } from "./fixture.ts";
import { driverFloor } from "./floors.ts";
import { Connection, type Measurement, measure } from "./load.ts";
import { startServerProcess, startStoredReply } from "./processes.ts";
import { checkoutCalls, profiles } from "./profiles.ts";

const usage = `npm run bench -- [options]
  --products N      products in the marketplace (10000)
  --seconds N       time for each measurement (4)
  --concurrency N   parallel users (16)
  --large N         measure page 1 again with so many products (0: do not; 1000000 takes some minutes)
  --only NAME,...   some profiles only
`;

const { values } = parseArgs({
  options: {
    products: { type: "string", default: "10000" },
    seconds: { type: "string", default: "4" },
    concurrency: { type: "string", default: "16" },
    large: { type: "string", default: "0" },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const products = Number(values.products);
const large = Number(values.large);
const settings = { seconds: Number(values.seconds), concurrency: Number(values.concurrency) };

interface Row {
  readonly profile: string;
  readonly measured: Measurement;
  /** Throughput of the same work without the platform. */
  readonly floors: Readonly<Record<string, number>>;
  /** Share of the slower floor's throughput; null where another comparison is made. */
  readonly share: number | null;
  readonly note?: string;
}

const rows: Row[] = [];
const show = (row: Row): void => {
  rows.push(row);
  const { perSecond, p50, p95, replyBytes } = row.measured;
  const floors = Object.entries(row.floors).map(([name, value]) => `${name} ${Math.round(value)}/s`);
  const share = row.share === null ? "" : `${Math.round(row.share * 100)}% of the slower floor`;
  const parts = [
    `${Math.round(perSecond)}/s`,
    `p50 ${p50.toFixed(2)} ms`,
    `p95 ${p95.toFixed(2)} ms`,
    `${replyBytes} B`,
  ];
  process.stdout.write(
    `${row.profile.padEnd(34)} ${parts.join("  ").padEnd(52)} ${[share, ...floors, row.note ?? ""].filter(Boolean).join("; ")}\n`,
  );
};

/** A database for this run only, on the server at DATABASE_URL or an embedded one. */
async function benchDatabase(): Promise<{ url: string; name: string; stop(): Promise<void> }> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== "") {
    const name = `orderwell_bench_${process.pid}`;
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    await admin.query(`create database ${name}`);
    const version = (await admin.query<{ server_version: string }>("show server_version")).rows[0]?.server_version;
    return {
      url: given.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`),
      name: `PostgreSQL ${version}`,
      async stop() {
        await admin.query(`drop database ${name} with (force)`);
        await admin.end();
      },
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "orderwell-bench-"));
  const embedded = await startEmbedded({ dataFolder: folder, log: () => {} });
  return {
    url: embedded.url,
    name: `embedded PostgreSQL ${embedded.version}`,
    async stop() {
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const database = await benchDatabase();
const portal = { username: "bench@example.com", password: "Bench-Portal-2026" };
const data = await mkdtemp(join(tmpdir(), "orderwell-bench-data-"));
const server = await startServerProcess({
  DATABASE_URL: database.url,
  ORDERWELL_DATA: data,
  ORDERWELL_PORT: "0",
  ORDERWELL_PORTAL_EMAIL: portal.username,
  ORDERWELL_PORTAL_PASSWORD: portal.password,
});
try {
  process.stdout.write(
    `Orderwell on Node ${process.versions.node}, ${database.name}, ${cpus().length} cores shared by client, server and database; ` +
      `${products} products, ${settings.concurrency} parallel users, ${settings.seconds} s each\n\n`,
  );
  const fixture = await makeMarketplace(server.baseUrl, portal, "bench");
  await multiplyProducts(database.url, fixture, products);
  const run = profiles(server.baseUrl, fixture, products);
  const floor = driverFloor(database.url, settings.concurrency);
  await floor.prepare();
  const wanted = (name: string): boolean => values.only === undefined || values.only.split(",").includes(name);

  const storedReplyFloor = async (bytes: number): Promise<number> => {
    const stored = await startStoredReply(bytes);
    const connections = Array.from({ length: settings.concurrency }, () => new Connection(stored.baseUrl));
    const { perSecond } = await measure(
      settings,
      async (lane) => (await (connections[lane] as Connection).must({ path: "/" })).text.length,
    );
    await Promise.all(connections.map((connection) => connection.close()));
    await stored.stop();
    return perSecond;
  };

  type Profile = keyof typeof run;
  const read = async (name: Profile, title: string, sql: () => Promise<number>): Promise<void> => {
    if (!wanted(name)) return;
    const measured = await run[name](settings);
    const http = await storedReplyFloor(measured.replyBytes);
    const driver = (await measure(settings, sql)).perSecond;
    show({
      profile: title,
      measured,
      floors: { HTTP: http, driver },
      share: measured.perSecond / Math.min(http, driver),
    });
  };
  const plain = async (name: Profile, title: string): Promise<void> => {
    if (wanted(name)) show({ profile: title, measured: await run[name](settings), floors: {}, share: null });
  };

  await read("firstPage", "Me.ListProducts, page 1", () => floor.page("bench", 0));
  await read("page100", "Me.ListProducts, page 100", () => floor.page("bench", 1980));
  await read("oneProduct", "Me.GetProduct", () =>
    floor.one("bench", `product-${Math.floor(Math.random() * products)}`),
  );
  await plain("whoAmI", "Me.Get");
  await plain("search", "Me.ListProducts, search and facets");
  await plain("facetedFilter", "Me.ListProducts, filter and facets");
  await plain("adminXpFilter", "Products.List, xp filter");
  await plain("addLineItem", "LineItems.Create and Delete");
  await plain("createProduct", "Products.Create");
  if (wanted("checkout")) {
    const measured = await run.checkout(settings);
    const bare = await measure(settings, async () => {
      await floor.transaction(checkoutCalls * 4);
      return 0;
    });
    const times = measured.p95 / bare.p95;
    show({
      profile: "Checkout (8 calls)",
      measured,
      floors: { transaction: bare.perSecond },
      share: null,
      note: `p95 ${times.toFixed(1)} times a bare transaction of ${checkoutCalls * 4} statements`,
    });
  }
  await floor.close();

  if (large > 0) {
    const single = { ...settings, concurrency: 1 };
    const before = await run.firstPage(single);
    show({ profile: `Page 1 of ${products}, one user`, measured: before, floors: {}, share: null });
    await multiplyProducts(database.url, fixture, large);
    const measured = await profiles(server.baseUrl, fixture, large).firstPage(single);
    const times = measured.p50 / before.p50;
    show({
      profile: `Page 1 of ${large}, one user`,
      measured,
      floors: {},
      share: null,
      note: `p50 ${times.toFixed(2)} times that of ${products}`,
    });
  }

  const folder = new URL("../results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const file = new URL(`${new Date().toISOString().replaceAll(":", "-")}.json`, folder);
  await writeFile(
    file,
    JSON.stringify({ node: process.versions.node, database: database.name, products, ...settings, rows }, null, 2),
  );
  process.stdout.write(`\nSaved ${file.pathname}\n`);
} finally {
  await server.stop();
  await database.stop();
  await rm(data, { recursive: true, force: true });
}
