import type pg from "pg";
import type { Query } from "./db.ts";
import { gatherWrites, isConnectionLost, queryConfig } from "./driver.ts";
import { LoneRead } from "./lone-read.ts";
import type { Binding, TenantDb } from "./session.ts";
import { compile, type Statement } from "./sql.ts";

/** A statement that waits until all that is started along with it is known. */
interface Waiting {
  readonly statement: Statement;
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/**
 * Reads of one marketplace. Statements that are started together, before any of them is answered, see the database at one
 * moment and are a transaction of their own, opened and ended in their own trip. So nobody has to say which statement is
 * the last, and between trips no connection is held.
 */
export class ReadSession implements TenantDb {
  readonly mode = "read";
  readonly marketplaceId: string;
  readonly #pool: pg.Pool;
  readonly #binding: Binding;
  #waiting: Waiting[] = [];

  constructor(pool: pg.Pool, binding: Binding, marketplaceId: string) {
    this.#pool = pool;
    this.#binding = binding;
    this.marketplaceId = marketplaceId;
  }

  #send(query: Query): Promise<pg.QueryResult> {
    const statement = "text" in query ? query : compile(query);
    // Ticks come after microtasks: by then everything has been started that waits for no answer.
    if (this.#waiting.length === 0) queueMicrotask(() => process.nextTick(() => void this.#leave()));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement, resolve, reject });
    });
  }

  async #leave(): Promise<void> {
    const together = this.#waiting;
    this.#waiting = [];
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      for (const { reject } of together) reject(error);
      return;
    }
    const [first] = together;
    const opening = together.length === 1 ? this.#binding.opening?.(this.marketplaceId) : undefined;
    if (first !== undefined && opening !== undefined) readAlone(client, opening, first);
    else this.#readTogether(client, together);
  }

  #readTogether(client: pg.PoolClient, together: readonly Waiting[]): void {
    let failure: Error | undefined;
    gatherWrites(client);
    client.query(this.#binding.begin(this.marketplaceId, this.mode)).catch((error: Error) => {
      failure = error;
    });
    for (const { statement, resolve, reject } of together)
      client.query(queryConfig(statement)).then(resolve, (error: Error) => {
        // What follows a failed statement fails for no reason of its own.
        failure ??= error;
        reject(failure);
      });
    client.query("commit").then(
      () => client.release(),
      (error) => client.release(isConnectionLost(error)),
    );
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

  runLater(): never {
    throw new Error("A read writes nothing");
  }
}

/** A single statement needs no transaction around it. */
function readAlone(client: pg.PoolClient, opening: Statement, { statement, resolve, reject }: Waiting): void {
  const callback = (error: Error | null, result: pg.QueryResult): void => {
    client.release(error !== null && isConnectionLost(error));
    if (error === null) resolve(result);
    else reject(error);
  };
  client.query(new LoneRead(opening, { ...queryConfig(statement), callback }) as unknown as pg.Submittable);
}
