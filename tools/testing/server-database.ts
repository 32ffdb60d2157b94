import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import pg from "pg";
import { startSystemPostgres } from "./system-postgres.ts";

/** A new database on a PostgreSQL server, dropped again when released. */
export interface ScratchDatabase {
  readonly url: string;
  readonly description: string;
  release(): Promise<void>;
}

const oldestMajor = 15;

/**
 * Makes a scratch database on the server of DATABASE_URL, else on one that answers at the usual local addresses, else on one
 * started from the system's binaries.
 *
 * @returns why there is none, as text, where that is so.
 */
export async function scratchDatabase(): Promise<ScratchDatabase | string> {
  const reasons: string[] = [];
  for (const url of addresses()) {
    const made = await createOn(url);
    if (typeof made !== "string") return made;
    reasons.push(made);
  }
  if (process.env.DATABASE_URL) return `DATABASE_URL is set, but ${reasons[0]}`;
  const started = await startSystemPostgres(oldestMajor);
  if (typeof started === "string") return `no PostgreSQL answers locally (${reasons.at(-1)}), and ${started}`;
  const made = await createOn(started.url);
  if (typeof made === "string") {
    await started.stop();
    return made;
  }
  return { ...made, release: () => made.release().finally(started.stop) };
}

function addresses(): string[] {
  if (process.env.DATABASE_URL) return [process.env.DATABASE_URL];
  const users = new Set(["postgres", process.env.PGUSER ?? userInfo().username]);
  const hosts = ["/var/run/postgresql", "/tmp", "127.0.0.1"];
  return hosts.flatMap((host) => [...users].map((user) => `postgres://${user}@/postgres?host=${host}&port=5432`));
}

async function createOn(url: string): Promise<ScratchDatabase | string> {
  const name = `orderwell_test_${randomBytes(6).toString("hex")}`;
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ version: string; number: number; role: boolean }>(
        `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
                exists (select from pg_roles where rolname = 'orderwell_app') as role`,
      );
      const { version, number, role } = rows[0]!;
      if (number < oldestMajor * 10_000)
        return `it is PostgreSQL ${version}, and Orderwell needs ${oldestMajor} or newer`;
      await client.query(`create database ${name} template template0 encoding 'UTF8' locale 'C.UTF-8'`);
      return {
        url: withDatabase(url, name),
        description: `PostgreSQL ${version}`,
        release: () => drop(url, name, role),
      };
    });
  } catch (error) {
    return (error as Error).message || (error as NodeJS.ErrnoException).code || "it does not answer";
  }
}

/** Roles belong to the whole server: one that the tests brought goes with them, unless another database came to use it. */
async function drop(url: string, name: string, roleWasThere: boolean): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    if (!roleWasThere) await client.query("drop role if exists orderwell_app").catch(() => undefined);
  });
}

function withDatabase(url: string, name: string): string {
  const [address = "", query] = url.split("?");
  const parts = /^(postgres(?:ql)?:\/\/[^/]*)/.exec(address);
  return `${parts?.[1] ?? ""}/${name}${query ? `?${query}` : ""}`;
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 60_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
