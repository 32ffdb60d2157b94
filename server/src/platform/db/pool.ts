import pg from "pg";
import { formatTimestamp } from "../dates.ts";
import { Json } from "./json.ts";

const { builtins } = pg.types;

const parsers: Partial<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: Number,
  [builtins.NUMERIC]: (text) => text,
  [builtins.TIMESTAMPTZ]: formatTimestamp,
  [builtins.JSON]: (text) => new Json(text),
  [builtins.JSONB]: (text) => new Json(text),
};

const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

const sessionSettings = ["TimeZone=UTC", "DateStyle=ISO", "jit=off", "citus.propagate_set_commands=local"];

/**
 * Settings of sessions that carry out requests: a statement takes one process of the database and a limited time, and a
 * transaction that a stuck server leaves open holds its locks for a minute at most.
 */
const requestSettings = (statementMs: number): string[] => [
  `statement_timeout=${statementMs}`,
  "idle_in_transaction_session_timeout=60000",
  "max_parallel_workers_per_gather=0",
];

/**
 * What the planner is to take a page at any place for, where one after the other costs 1 (`random_page_cost`): disks do not turn
 * any more, and most pages are in memory.
 */
export const pageCost = "1.1";

/** A database that takes no connection within this time is away, unless told otherwise. */
export const connectWithinMs = 5_000;

export interface PoolOptions {
  /** Connections kept at most. */
  readonly size?: number;
  /** Longest time that a statement may take unless its transaction says otherwise, in milliseconds. Default: any. */
  readonly statementMs?: number;
  /** Time within which a connection must be there, in milliseconds. */
  readonly connectMs?: number;
  /** Further settings of its sessions, each as `name=value`. */
  readonly settings?: readonly string[];
  readonly onError?: (error: Error) => void;
}

/**
 * Connections to the one database, in pipeline mode: statements sent without waiting for each other share one trip.
 *
 * Sessions run in UTC, so that the text of a `timestamptz` always ends with `+00`.
 */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const { statementMs, settings = [] } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.size ?? 10,
    pipeline: true,
    types,
    options: [...sessionSettings, ...settings, ...(statementMs === undefined ? [] : requestSettings(statementMs))]
      .map((setting) => `-c ${setting}`)
      .join(" "),
    connectionTimeoutMillis: options.connectMs ?? connectWithinMs,
    keepAlive: true,
    application_name: "orderwell",
  } as pg.PoolConfig);
  // The pool listens for errors of idle connections only. One that ends while somebody uses it fails their statements, and
  // must fail nothing else: an error event without a listener would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error: Error & { client?: unknown }) => {
    // A pool counts as ended before the database has read the farewells of its connections, and may then be stopped itself.
    if (pool.ending) return;
    // The client that pg hangs onto the error holds the key that cancels its statements, which no log needs.
    delete error.client;
    options.onError?.(error);
  });
  return pool;
}
