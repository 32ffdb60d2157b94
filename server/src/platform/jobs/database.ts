import pg from "pg";
import type { Db } from "pg-boss";
import { listen } from "../db/listen.ts";

/** Connections that jobs are taken and ended by. */
const size = 4;
const connectWithinMs = 10_000;

/**
 * Connections of the job queue. Those of its own library lose the listener of errors before they are closed, so that one which
 * the database ends at that moment ends the process.
 */
export class JobsDatabase implements Db {
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #onError: (error: Error) => void;
  #setUp: readonly string[] = [];

  /** @param onError is told of connections that are lost. */
  constructor(url: string, onError: (error: Error) => void) {
    this.#url = url;
    this.#onError = onError;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: connectWithinMs,
      application_name: "orderwell-jobs",
    });
    this.#pool.on("connect", (client) => {
      client.on("error", () => {});
      for (const text of this.#setUp) client.query(text).catch(onError);
    });
    // A database that ends along with the server may be quicker than the goodbye of connections that are let go.
    this.#pool.on("error", (error) => {
      if (!this.#pool.ending) onError(error);
    });
  }

  executeSql(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    return this.#pool.query(text, values);
  }

  /** Statements that each connection must have run before it is used; there is none when they are set. */
  async setSessionStatements(statements: readonly string[]): Promise<void> {
    this.#setUp = statements;
  }

  async listen(channel: string, heard: (announced: string) => void, listening: () => void) {
    const close = await listen(this.#url, [channel], "orderwell-jobs", {
      heard: (_, announced) => heard(announced),
      listening,
      lost: (error) => this.#onError(error ?? new Error("the connection that listens has ended")),
    });
    return { close };
  }

  /** Ends the connections, once and for all. */
  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}
