import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { accessCost } from "./access-cost.ts";
import { BenchServer } from "./bench-server.ts";
import { CpuMeter } from "./cpu.ts";
import { multiplyProducts } from "./fixture.ts";
import { driverFloor, storedReplyFloor } from "./floors.ts";
import { type Measurement, measure, type Work } from "./load.ts";
import { readOptions } from "./options.ts";
import { checkoutStatements, profiles } from "./profiles.ts";
import { type Row, rowText, shares } from "./report.ts";

const usage = `npm run bench -- [options]
  --products N      products in the marketplace (10000)
  --seconds N       time for each measurement (4)
  --concurrency N   parallel users (16)
  --large N         measure page 1 again with so many products (0: do not; 1000000 takes some minutes)
  --only NAME,...   some profiles only: firstPage, page100, oneProduct, access, whoAmI, search, narrowSearch,
                    facetedFilter, adminXpFilter, addLineItem, createProduct, checkout

On Linux each line says what a repetition costs in CPU time, of client + server + database: on a machine that does other
things as well, shares by CPU time are the ones to compare.
`;

const { products, seconds, concurrency, large, only } = readOptions(usage, {
  products: 10_000,
  seconds: 4,
  concurrency: 16,
  large: 0,
  only: "",
});
const wanted = (name: string): boolean => only === "" || only.split(",").includes(name);

const rows: Row[] = [];
let accessMicroseconds: number | undefined;
const show = (row: Row): void => {
  rows.push(row);
  process.stdout.write(`${rowText(row)}\n`);
};

const server = await BenchServer.start();
const { database } = server;
try {
  process.stdout.write(
    `Orderwell on Node ${process.versions.node}, ${database.name}, ${cpus().length} cores shared by client, server and database; ` +
      `${products} products, ${concurrency} parallel users, ${seconds} s each\n\n`,
  );
  const fixture = await server.marketplace("bench");
  await multiplyProducts(database.url, fixture, products);
  const meter = await CpuMeter.open(database.url);
  const settings = { seconds, concurrency, meter };
  const run = profiles(server, fixture, products, concurrency);
  const floor = driverFloor(database.url, concurrency);
  await floor.prepare();

  type Profile = keyof typeof run;
  const read = async (name: Profile, title: string, sql: () => Promise<number>): Promise<void> => {
    if (!wanted(name)) return;
    const work = await run[name]();
    const bytes = await work.step(0, 0);
    const works = [work, await storedReplyFloor(bytes, concurrency), { step: sql }];
    const [measured, http, driver] = (await measure(settings, works)) as [Measurement, Measurement, Measurement];
    show({ profile: title, measured, floors: { HTTP: http, driver } });
  };
  const alone = async (work: Work, at = settings): Promise<Measurement> =>
    (await measure(at, [work]))[0] as Measurement;
  const plain = async (name: Profile, title: string): Promise<void> => {
    if (wanted(name)) show({ profile: title, measured: await alone(await run[name]()), floors: {} });
  };

  await read("firstPage", "Me.ListProducts, page 1", () => floor.page("bench", 0));
  await read("page100", "Me.ListProducts, page 100", () => floor.page("bench", 1980));
  await read("oneProduct", "Me.GetProduct", () =>
    floor.one("bench", `product-${Math.floor(Math.random() * products)}`),
  );
  if (wanted("access")) {
    const measured =
      rows.find(({ profile }) => profile === "Me.GetProduct")?.measured ?? (await alone(await run.oneProduct()));
    const cost = await accessCost(server.env, server.baseUrl, fixture);
    const request = measured.cpu?.server;
    const share =
      request === undefined
        ? ""
        : `, ${((cost / request) * 100).toFixed(1)}% of the server's ${Math.round(request)} µs for Me.GetProduct`;
    accessMicroseconds = cost;
    process.stdout.write(`${"Authenticating and authorising".padEnd(36)} ${cost.toFixed(2)} µs CPU${share}\n`);
  }
  await plain("whoAmI", "Me.Get");
  await plain("search", "Me.ListProducts, search and facets");
  await plain("narrowSearch", "The same, 20 products found");
  await plain("facetedFilter", "Me.ListProducts, filter and facets");
  await read("adminXpFilter", "Products.List, xp filter", () =>
    floor.xpFilter("bench", Math.floor(Math.random() * 12)),
  );
  await plain("addLineItem", "LineItems.Create and Delete");
  await plain("createProduct", "Products.Create");
  if (wanted("checkout")) {
    const statements = checkoutStatements;
    const bare = { step: () => floor.transaction(statements) };
    const [measured, transaction] = (await measure(settings, [await run.checkout(), bare])) as [
      Measurement,
      Measurement,
    ];
    const times = measured.p95 / transaction.p95;
    show({
      profile: "Checkout (8 calls)",
      measured,
      floors: { [`transaction of ${statements}`]: transaction },
      note: `p95 ${times.toFixed(1)} times a bare transaction of as many statements`,
    });
  }
  await floor.close();

  if (large > 0) {
    const single = { ...settings, concurrency: 1 };
    const before = await alone(await run.firstPage(), single);
    show({ profile: `Page 1 of ${products}, one user`, measured: before, floors: {} });
    await multiplyProducts(database.url, fixture, large);
    const measured = await alone(await profiles(server, fixture, large, 1).firstPage(), single);
    const times = measured.p50 / before.p50;
    show({
      profile: `Page 1 of ${large}, one user`,
      measured,
      floors: {},
      note: `p50 ${times.toFixed(2)} times that of ${products}`,
    });
  }
  await meter?.close();

  const folder = new URL("../results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const file = new URL(`${new Date().toISOString().replaceAll(":", "-")}.json`, folder);
  const saved = rows.map((row) => ({ ...row, shares: shares(row) }));
  const about = { node: process.versions.node, database: database.name, products, seconds, concurrency };
  await writeFile(file, JSON.stringify({ ...about, accessMicroseconds, rows: saved }, null, 2));
  process.stdout.write(`\nSaved ${file.pathname}\n`);
} finally {
  await server.stop();
}
