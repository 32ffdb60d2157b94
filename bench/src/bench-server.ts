import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchDatabase, benchDatabase } from "./database.ts";
import { type Fixture, findMarketplace, makeMarketplace } from "./fixture.ts";
import { type Running, startServerProcess } from "./processes.ts";

const portal = { username: "bench@example.com", password: "Bench-Portal-2026" };

/** A server for this run only, with a database and a folder of its own. */
export class BenchServer implements Running {
  readonly database: BenchDatabase;
  /** Environment that it was started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #isKept: boolean;
  #process: Running;

  private constructor(
    database: BenchDatabase,
    env: Readonly<Record<string, string>>,
    folder: string,
    isKept: boolean,
    process: Running,
  ) {
    this.database = database;
    this.env = env;
    this.#folder = folder;
    this.#isKept = isKept;
    this.#process = process;
  }

  /**
   * @param settings further variables of its environment.
   * @param kept folder whose database is used, and is kept. Default: one for this run.
   */
  static async start(settings: Readonly<Record<string, string>> = {}, kept?: string): Promise<BenchServer> {
    const database = await benchDatabase(kept);
    const folder = kept ? join(kept, "server") : await mkdtemp(join(tmpdir(), "orderwell-bench-data-"));
    await mkdir(folder, { recursive: true });
    const env = {
      DATABASE_URL: database.url,
      ORDERWELL_DATA: folder,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: portal.username,
      ORDERWELL_PORTAL_PASSWORD: portal.password,
      ...settings,
    };
    return new BenchServer(database, env, folder, kept !== undefined, await startServerProcess(env));
  }

  get baseUrl(): string {
    return this.#process.baseUrl;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Makes a marketplace on it, with a seller and a shopper. */
  marketplace(id: string): Promise<Fixture> {
    return makeMarketplace(this.baseUrl, portal, id);
  }

  /** The marketplace of that ID in a database that is kept, made where there is none yet. */
  async knownMarketplace(id: string): Promise<{ readonly fixture: Fixture; readonly isNew: boolean }> {
    const known = await findMarketplace(this.baseUrl, portal, id);
    if (known !== undefined) return { fixture: known, isNew: false };
    return { fixture: await this.marketplace(id), isNew: true };
  }

  /** Ends its process and starts another, which has kept nothing in memory. */
  async restart(): Promise<void> {
    await this.#process.stop();
    this.#process = await startServerProcess(this.env);
  }

  /** Ends it, and deletes its database and folder. */
  async stop(): Promise<void> {
    await this.#process.stop();
    await this.database.stop();
    if (!this.#isKept) await rm(this.#folder, { recursive: true, force: true });
  }
}
