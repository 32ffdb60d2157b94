// Memory under callers who never ask the same twice: `npm run bench:memory` (docs/decisions/0022-bounded-memory.md).
import { readFile } from "node:fs/promises";
import pg from "pg";
import { BenchServer } from "./bench-server.ts";
import { type Fixture, multiplyProducts } from "./fixture.ts";
import { Connection, type Request } from "./load.ts";
import { readOptions } from "./options.ts";

const usage = `npm run bench:memory -- [options]
  --requests N      requests in all (50000)
  --concurrency N   parallel callers (8)
  --products N      products in the marketplace (200)
  --heap N          megabytes that the server's heap may take (400)

Linux only: memory is read from /proc.
`;

const { requests, concurrency, products, heap } = readOptions(usage, {
  requests: 50_000,
  concurrency: 8,
  products: 200,
  heap: 400,
});
const readings = 10;

/** Text that occurs once. */
const unique = (index: number): string => `${index.toString(36)}${(index * 2_654_435_761).toString(36)}`;
const list = (count: number, text: (index: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(joint);

/** Kinds of requests, each of which differs in text from all before: what a process might keep of it, it would keep anew. */
function variations({ buyerToken, sellerToken }: Fixture): readonly ((index: number, id: string) => Request)[] {
  const shopper = { token: buyerToken };
  const seller = { token: sellerToken };
  return [
    (_, id) => ({ ...shopper, path: `/v1/me/products?search=${id}` }),
    (_, id) => ({ ...shopper, path: `/v1/me/products?search=${list(40, (n) => `${id}${n}`, "+")}` }),
    (index, id) => ({
      ...shopper,
      path: `/v1/me/products?${list(1 + (index % 20), (n) => `xp.${id}${n}=!${n}`, "&")}`,
    }),
    (_, id) => ({ ...shopper, path: `/v1/me/products?xp.Color=${list(300, (n) => `${id}${n}`, "|")}` }),
    (index, id) => ({ ...seller, path: `/v1/products?sortBy=${list(1 + (index % 10), (n) => `xp.${id}${n}`, ",")}` }),
    (index, id) => ({
      ...seller,
      path: `/v1/products?search=a&searchOn=${list(1 + (index % 8), (n) => `xp.${id}${n}`, ",")}`,
    }),
    (index, id) => ({
      ...seller,
      path: `/v1/orders/incoming?${list(1 + (index % 30), (n) => `xp.${id}${n}=a*${n}`, "&")}`,
    }),
    (_, id) => ({ ...seller, path: `/v1/buyers?Name=${list(200, (n) => `*${id}${n}*`, "|")}` }),
    (index, id) => ({
      ...seller,
      path: `/v1/products/product-${index % products}`,
      method: "PATCH",
      body: { xp: { Size: index, Note: id } },
    }),
    (_, id) => ({ ...seller, path: `/v1/buyers/${id}`, method: "PATCH", body: { [id]: id, Name: id } }),
    (_, id) => ({ ...shopper, path: `/v1/me/products/${id}${"x".repeat(300)}` }),
    (_, id) => ({ path: "/v1/me", token: `${id}${"x".repeat(2_000)}` }),
    (_, id) => ({ ...shopper, path: `/v1/${id}/${id}` }),
    (_, id) => ({ path: "/oauth/token", method: "POST", body: { grant_type: "client_credentials", client_id: id } }),
    (_, id) => ({ path: `/v1/openapi/v3?${id}`, method: "POST", body: { [id]: "x".repeat(5_000) } }),
  ];
}

interface Memory {
  readonly server: number;
  readonly database: number;
  readonly heap: number;
  readonly caches: number;
}

const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);

/** Megabytes: resident memory of the server, what of it is heap, private memory of all connections of the database, and what caches say of themselves. */
async function readMemory(pid: number, baseUrl: string, admin: pg.Client): Promise<Memory> {
  const server = kilobytes(await readFile(`/proc/${pid}/status`, "utf8"), "VmRSS");
  const { rows } = await admin.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  let database = 0;
  for (const { pid: backend } of rows) {
    const rollup = await readFile(`/proc/${backend}/smaps_rollup`, "utf8").catch(() => "");
    database += kilobytes(rollup, "Private_Dirty");
  }
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  const caches = [...metrics.matchAll(/^orderwell_cache_bytes\{.*\} (\d+)$/gm)].reduce(
    (sum, [, bytes]) => sum + Number(bytes),
    0,
  );
  const heap = Number(/^nodejs_heap_size_used_bytes (\d+)$/m.exec(metrics)?.[1] ?? 0);
  return { server: server / 1_024, database: database / 1_024, heap: heap / 1_048_576, caches: caches / 1_048_576 };
}

const server = await BenchServer.start({ NODE_OPTIONS: `--max-old-space-size=${heap}` });
const { database } = server;
const admin = new pg.Client({ connectionString: database.url });
try {
  await admin.connect();
  const fixture = await server.marketplace("bench");
  await multiplyProducts(database.url, fixture, products);
  const kinds = variations(fixture);
  const connections = Array.from({ length: concurrency }, () => new Connection(server.baseUrl));
  const statuses = new Map<number, number>();
  let next = 0;
  const sendUntil = async (end: number): Promise<void> => {
    await Promise.all(
      connections.map(async (connection) => {
        while (next < end) {
          const index = next++;
          const kind = kinds[index % kinds.length] as (typeof kinds)[number];
          const { status } = await connection.send(kind(Math.floor(index / kinds.length), unique(index)));
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }),
    );
  };
  const megabytes = (amount: number): string => amount.toFixed(0).padStart(7);
  const measured: Memory[] = [];
  const began = performance.now();
  process.stdout.write(
    `Memory in MB, ${concurrency} callers, ${database.name}\nrequests  server    heap  caches database\n`,
  );
  for (let reading = 0; reading <= readings; reading++) {
    await sendUntil((requests * reading) / readings);
    const memory = await readMemory(server.pid, server.baseUrl, admin);
    measured.push(memory);
    const figures = [memory.server, memory.heap, memory.caches, memory.database].map(megabytes).join(" ");
    process.stdout.write(`${String(next).padStart(8)} ${figures}\n`);
  }
  for (const connection of connections) await connection.close();
  const [half, last] = [measured[readings / 2], measured[readings]] as [Memory, Memory];
  const growth = (of: keyof Memory): string => `${(last[of] - half[of]).toFixed(0)} MB`;
  const seconds = (performance.now() - began) / 1_000;
  process.stdout.write(
    `\nIn the second half: server +${growth("server")}, database +${growth("database")}. ${Math.round(requests / seconds)} requests/s; ` +
      `statuses ${[...statuses]
        .sort()
        .map(([status, count]) => `${status}: ${count}`)
        .join(", ")}\n`,
  );
} finally {
  await admin.end();
  await server.stop();
}
