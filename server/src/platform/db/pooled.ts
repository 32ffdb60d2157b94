import type pg from "pg";
import type { Db, Query } from "./db.ts";
import { fixedName } from "./kept-statements.ts";
import { compile } from "./sql.ts";

/** Statements outside every marketplace, each carried out by itself on a pool, or in order on a connection. */
export class Pooled implements Db {
  readonly #on: { query(config: pg.QueryConfig): Promise<pg.QueryResult> };

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
    // What was composed once is asked often, and stays prepared.
    if ("text" in query)
      return this.#on.query({
        text: query.text,
        values: query.values as unknown[],
        name: fixedName(query.text) as string,
      });
    const { text, values } = compile(query);
    return this.#on.query({ text, values: values as unknown[] });
  }
}
