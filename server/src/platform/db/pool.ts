import pg from "pg";
import { Json } from "./json.ts";

const { builtins } = pg.types;

/** `2026-11-23 21:48:00.5+00` as the database writes it, in the form clients get: `2026-11-23T21:48:00.5+00:00`. */
function wireDate(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11)}:00`;
}

const parsers: Partial<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: Number,
  [builtins.NUMERIC]: (text) => text,
  [builtins.TIMESTAMPTZ]: wireDate,
  [builtins.JSON]: (text) => new Json(text),
  [builtins.JSONB]: (text) => new Json(text),
};

const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

export interface PoolOptions {
  /** Connections kept at most. */
  readonly size?: number;
  readonly onError?: (error: Error) => void;
}

/**
 * Connections to the one database, in pipeline mode: statements sent without waiting for each other share one trip.
 *
 * Sessions run in UTC, so that the text of a `timestamptz` always ends with `+00`.
 */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.size ?? 10,
    pipeline: true,
    types,
    options: "-c TimeZone=UTC -c DateStyle=ISO -c jit=off",
    application_name: "orderwell",
  } as pg.PoolConfig);
  pool.on("error", options.onError ?? (() => {}));
  return pool;
}
