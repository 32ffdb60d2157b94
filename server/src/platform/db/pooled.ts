import type pg from "pg";
import type { Db, Query } from "./db.ts";
import { compile } from "./sql.ts";

/** Statements outside every marketplace, each carried out by itself on a pool, or in order on a connection. */
export class Pooled implements Db {
  readonly #on: { query(text: string, values: unknown[]): Promise<pg.QueryResult> };

  constructor(on: pg.Pool | pg.PoolClient) {
    this.#on = on;
  }

  async rows<Row>(query: Query): Promise<Row[]> {
    return (await this.#send(query)).rows as Row[];
  }

  async row<Row>(query: Query): Promise<Row | undefined> {
    return (await this.#send(query)).rows[0] as Row | undefined;
  }

  async run(query: Query): Promise<number> {
    return (await this.#send(query)).rowCount ?? 0;
  }

  #send(query: Query): Promise<pg.QueryResult> {
    const { text, values } = "text" in query ? query : compile(query);
    return this.#on.query(text, values as unknown[]);
  }
}
