// Reads of catalogs of several sizes: `npm run bench:scale` (docs/decisions/0025-product-index.md).
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { BenchServer } from "../bench-server.ts";
import { CpuMeter, total } from "../cpu.ts";
import type { Fixture } from "../fixture.ts";
import { Connection, type Measurement, measure, type Request, type Work } from "../load.ts";
import { readOptions } from "../options.ts";
import { facets, fillCatalog } from "./catalog.ts";
import { importRates } from "./imports.ts";
import { type Askers, makeAskers, type Question, questions } from "./questions.ts";

const usage = `npm run bench:scale -- [options]
  --products N,...  sizes of the catalog (10000,100000,1000000; a million takes some minutes to load)
  --seconds N       time for each measurement (2)
  --users N         parallel users (16)
  --only TEXT       questions whose title has this text

The first page after a start is timed, without an index and with one on the disk, and how long the index of the products takes to be made when it is first asked for, with the
memory before and after. Each question is asked cold, as nobody asked it before of a process that has read no product yet, and
warm, as one of twenty that were asked before; by one user (p50 and p95 in milliseconds) and by many (answers in a second, CPU in
microseconds of server and database), and warm once more while a product is edited every second. A large catalog is asked as
many different questions as a small one. In the end products and their assignments are imported in bulk.
`;

const {
  products: sizes,
  seconds,
  users,
  only,
} = readOptions(usage, { products: "10000,100000,1000000", seconds: 2, users: 16, only: "" });
/** Ways to ask a question that are asked again and again. */
const known = 20;
/** Megabytes of a process that are in memory, as Linux says. */
const residentOf = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8").catch(() => ""))?.[1] ?? 0) / 1_024;

/** Answers of one question, by how it was asked. */
interface Answers {
  readonly title: string;
  readonly cold?: Both;
  readonly warm: Both;
  readonly edited: Measurement;
}

interface Both {
  readonly alone: Measurement;
  readonly together: Measurement;
}

/** Times that known ways are asked after a start, so that code is compiled, and new ones, which have code of their own. */
const warmUp = { again: 1_000, anew: 100 };

/** The catalog of one size. */
class Catalog {
  readonly #server: BenchServer;
  readonly #meter: CpuMeter | undefined;

  constructor(server: BenchServer, meter: CpuMeter | undefined) {
    this.#server = server;
    this.#meter = meter;
  }

  /**
   * Asks what nobody asked before of a process that has read no product yet, but those of the known ways: as many ways of a small
   * catalog as of a large one, so that what is new is new in both.
   */
  async cold({ ask, ways }: Question): Promise<Both | undefined> {
    if (ways === 1) return undefined;
    await this.#server.restart();
    let round = 0;
    let next = known;
    const anew = (): Request => ask(next++);
    await this.#repeat(() => ask(round++ % known), warmUp.again);
    await this.#repeat(anew, warmUp.anew);
    const alone = await this.#asked(anew, 1, Math.floor((ways - next) / 5));
    return { alone, together: await this.#asked(anew, users, ways - next) };
  }

  /** Asks again and again what was asked before, of a process that has been asked much else. */
  async warm({ ask, ways }: Question, edited: (work: () => Promise<Measurement>) => Promise<Measurement>) {
    const different = Math.min(ways, known);
    let round = 0;
    const again = (): Request => ask(round++ % different);
    let next = known;
    if (ways > 1) await this.#asked(() => ask(next++), users, ways - known);
    await this.#repeat(again, different);
    const warm = { alone: await this.#asked(again, 1), together: await this.#asked(again, users) };
    return { warm, edited: await edited(() => this.#asked(again, users)) };
  }

  async #repeat(request: () => Request, times: number): Promise<void> {
    const connection = new Connection(this.#server.baseUrl);
    for (let time = 0; time < times; time++) await connection.must(request());
    await connection.close();
  }

  async #asked(request: () => Request, concurrency: number, most?: number): Promise<Measurement> {
    const connections = Array.from({ length: concurrency }, () => new Connection(this.#server.baseUrl));
    const work: Work = {
      serverPid: this.#server.pid,
      step: async (lane) => (await connections[lane]!.must(request())).text.length,
      close: async () => void (await Promise.all(connections.map((connection) => connection.close()))),
      ...(most !== undefined && { most }),
    };
    return (await measure({ seconds, concurrency, meter: this.#meter }, [work]))[0]!;
  }
}

const both = ({ alone, together }: Both): string =>
  `${alone.p50.toFixed(1)}/${alone.p95.toFixed(1)} ms`.padStart(16) +
  `${Math.round(together.perSecond)}/s`.padStart(8) +
  (together.cpu ? `${Math.round(total(together.cpu) - together.cpu.client)} µs`.padStart(11) : "");

const line = ({ title, cold, warm, edited }: Answers): string =>
  `${title.padEnd(32)}${cold ? both(cold) : " ".repeat(35)}  |${both(warm)}  |${`${Math.round(edited.perSecond)}/s`.padStart(8)}`;

/** Edits a product every second for as long as the work takes. */
async function whileEdited<Result>(baseUrl: string, { sellerToken }: Fixture, work: () => Promise<Result>) {
  const connection = new Connection(baseUrl);
  let going = true;
  const editing = (async () => {
    for (let n = 0; going; n++) {
      const body = { Description: `Edited ${n}` };
      await connection.must({ method: "PATCH", path: `/v1/products/product-${n}`, body, token: sellerToken });
      await setTimeout(1_000);
    }
  })();
  const result = await work();
  going = false;
  await editing;
  await connection.close();
  return result;
}

/** Time between two looks at whether the index has been made, and until it is given up, in milliseconds. */
const waiting = { between: 500, most: 900_000 };

/** Has the index of the products made, and tells how long that takes, in seconds. */
async function makeIndex(baseUrl: string, token: string): Promise<number> {
  const connection = new Connection(baseUrl);
  const began = performance.now();
  const entries = async (): Promise<number> => {
    const { text } = await connection.send({ path: "/metrics" });
    return Number(/^orderwell_cache_entries\{[^}]*"product_indexes"[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
  };
  await connection.send({ path: "/v1/me/products?xp.Lot=1", token });
  await until(async () => (await entries()) > 0, "made");
  await connection.close();
  return (performance.now() - began) / 1_000;
}

async function until(holds: () => Promise<boolean>, done: string): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > waiting.most)
      throw new Error(`No index was ${done} within ${waiting.most / 1_000} s`);
    await setTimeout(waiting.between);
  }
}

/** The first page after a start. */
interface FirstPage {
  readonly ms: number;
  readonly status: number;
  readonly facets: number | undefined;
  /** CPU of server and database in milliseconds, without what the start took until then. */
  readonly cpu: readonly [number, number] | undefined;
}

const firstLine = ({ ms, status, facets: counted, cpu }: FirstPage): string =>
  `${ms.toFixed(0)} ms (${status}, ${counted ?? "no"} facets${cpu ? `, CPU ${cpu.map(Math.round).join(" + ")} ms` : ""})`;

/** Starts the server anew, and asks as soon as it listens. */
async function firstPage(server: BenchServer, token: string, meter: CpuMeter | undefined): Promise<FirstPage> {
  await server.restart();
  const before = await meter?.read(server.pid);
  const began = performance.now();
  const first = new Connection(server.baseUrl);
  const { status, text } = await first.send({ path: "/v1/me/products", token });
  const ms = performance.now() - began;
  await first.close();
  const after = await meter?.read(server.pid);
  const used = (name: "server" | "database"): number => (before && after ? (after[name] - before[name]) / 1_000 : 0);
  return {
    ms,
    status,
    facets: (JSON.parse(text) as { Meta?: { Facets?: readonly unknown[] } }).Meta?.Facets?.length,
    cpu: meter && [used("server"), used("database")],
  };
}

async function freePort(): Promise<number> {
  await using probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  return (probe.address() as AddressInfo).port;
}

async function benchOf(products: number): Promise<object> {
  // The same port after a restart: tokens name the address.
  const kept = await mkdtemp(join(tmpdir(), "orderwell-bench-indexes-"));
  const server = await BenchServer.start({
    ORDERWELL_PORT: String(await freePort()),
    ORDERWELL_INDEX_FOLDER: kept,
  });
  const { database, baseUrl } = server;
  try {
    const fixture = await server.marketplace("bench");
    const began = performance.now();
    await fillCatalog(database.url, fixture, products);
    const loaded = (performance.now() - began) / 1_000;
    const connection = new Connection(baseUrl);
    const must = (request: Request) => connection.must(request);
    const askers: Askers = await makeAskers(must, baseUrl, fixture);
    for (const ID of facets)
      await must({ method: "POST", path: "/v1/productfacets", body: { ID, Name: ID }, token: fixture.sellerToken });
    await connection.close();
    const meter = await CpuMeter.open(database.url);
    const without = await firstPage(server, askers.whole, meter);
    const before = await residentOf(server.pid);
    const indexed = await makeIndex(baseUrl, askers.whole);
    const after = await residentOf(server.pid);
    await until(async () => (await readdir(kept)).some((name) => name.endsWith(".products")), "kept");
    const withIndex = await firstPage(server, askers.whole, meter);
    process.stdout.write(
      `\n${products} products, loaded in ${loaded.toFixed(0)} s; first page after a start ${firstLine(without)}, by a kept index ${firstLine(withIndex)}\n` +
        `Index made in ${indexed.toFixed(0)} s; memory before ${before.toFixed(0)} MB, after ${after.toFixed(0)} MB, read ${(await residentOf(server.pid)).toFixed(0)} MB\n` +
        `${" ".repeat(32)}${"cold: one, many".padStart(35)}  |${"warm: one, many".padStart(35)}  |  edited\n`,
    );
    const catalog = new Catalog(server, meter);
    const rows: Answers[] = [];
    const asked = questions(askers, products).filter(({ title }) => title.includes(only));
    const colds: (Both | undefined)[] = [];
    for (const question of asked) colds.push(await catalog.cold(question));
    await firstPage(server, askers.whole, meter);
    for (const [index, question] of asked.entries()) {
      const cold = colds[index];
      const warm = await catalog.warm(question, (work) => whileEdited(baseUrl, fixture, work));
      const answers = { title: question.title, ...(cold && { cold }), ...warm };
      rows.push(answers);
      process.stdout.write(`${line(answers)}\n`);
    }
    const memory = await residentOf(server.pid);
    process.stdout.write(`Memory of the server ${memory.toFixed(0)} MB\n`);
    const imports = only === "" ? await importRates(server, fixture, meter) : [];
    for (const { kind, perSecond, cpu } of imports)
      process.stdout.write(
        `Import of ${kind}: ${Math.round(perSecond)}/s${cpu === undefined ? "" : `, ${Math.round(cpu)} µs each`}\n`,
      );
    await meter?.close();
    return { products, loaded, first: { without, withIndex }, indexed, memory, rows, imports };
  } finally {
    await server.stop();
    await rm(kept, { recursive: true, force: true });
  }
}

process.stdout.write(
  `Orderwell on Node ${process.versions.node}, ${cpus().length} cores, ${users} users, ${seconds} s each\n`,
);
const results: object[] = [];
for (const size of sizes.split(",")) results.push(await benchOf(Number(size)));
const folder = new URL("../../results/", import.meta.url);
await mkdir(folder, { recursive: true });
const file = new URL(`scale-${new Date().toISOString().replaceAll(":", "-")}.json`, folder);
await writeFile(file, JSON.stringify({ node: process.versions.node, users, seconds, results }, null, 2));
process.stdout.write(`\nSaved ${file.pathname}\n`);
