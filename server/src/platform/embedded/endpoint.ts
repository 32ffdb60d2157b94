import { createServer } from "node:net";
import pg from "pg";
import { ownerPassword, ownerRole } from "./cluster.ts";
import type { Placement } from "./placement.ts";
import { socketFolder } from "./socket-folder.ts";

/** Address where PostgreSQL listens: a socket in a folder, or on Windows a port of the loopback address. */
export interface Endpoint {
  /** Empty on Windows. */
  readonly socketFolder: string;
  readonly port: number;
}

const databaseName = "orderwell";

/** Chooses where a PostgreSQL about to start listens. */
export async function freshEndpoint(dataFolder: string, placement: Placement): Promise<Endpoint> {
  if (process.platform === "win32") return { socketFolder: "", port: await freePort() };
  // The number only names the socket's file in a folder of its own.
  return { socketFolder: socketFolder(dataFolder, placement.account), port: 5432 };
}

/** The connection string; everything that `PG…` variables of the environment could change is spelled out. */
export function urlOf({ socketFolder, port }: Endpoint, placement: Placement, database = databaseName): string {
  if (socketFolder === "") {
    return `postgres://${ownerRole}:${ownerPassword(placement)}@127.0.0.1:${port}/${database}?sslmode=disable`;
  }
  return `postgres://${ownerRole}@/${database}?host=${encodeURIComponent(socketFolder)}&port=${port}&sslmode=disable`;
}

/**
 * Connects once; makes the database if the first start was interrupted before it was there.
 *
 * @returns PostgreSQL's version.
 * @throws when nothing answers there, or something else than this data directory's PostgreSQL.
 */
export async function openDatabase(endpoint: Endpoint, placement: Placement): Promise<string> {
  try {
    return await askVersion(urlOf(endpoint, placement));
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000" /* invalid_catalog_name */) throw error;
  }
  await createDatabase(endpoint, placement);
  return askVersion(urlOf(endpoint, placement));
}

/** Makes the database in a new data directory. */
export async function createDatabase(endpoint: Endpoint, placement: Placement): Promise<void> {
  await withClient(urlOf(endpoint, placement, "postgres"), (client) => client.query(`create database ${databaseName}`));
}

function askVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return rows[0]!.version.split(" ")[0]!;
  });
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while it is idle would otherwise end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
