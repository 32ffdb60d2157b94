import type pg from "pg";
import type { Connections, Lease } from "./connections.ts";
import type { Query } from "./db.ts";
import { isConnectionLost, queryConfig, type Setting, sendStatement } from "./driver.ts";
import { closeForgotten } from "./kept-statements.ts";
import { LoneRead } from "./lone-read.ts";
import { type Binding, commit, endFailed, type TenantDb } from "./session.ts";
import { compile, type Statement } from "./sql.ts";
import type { Terms } from "./terms.ts";

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
  readonly terms: Terms;
  readonly distributed: boolean;
  readonly #connections: Connections;
  readonly #binding: Binding;
  #waiting: Waiting[] = [];

  constructor(connections: Connections, binding: Binding, marketplaceId: string, terms: Terms) {
    this.#connections = connections;
    this.#binding = binding;
    this.distributed = binding.distributed;
    this.marketplaceId = marketplaceId;
    this.terms = terms;
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
    let lease: Lease;
    try {
      lease = await this.#connections.take(this.marketplaceId, this.mode, this.terms);
    } catch (error) {
      for (const { reject } of together) reject(error);
      return;
    }
    const [first] = together;
    const limitMs = this.#connections.limitOf(this.terms);
    const isAlone = together.length === 1;
    const opening = isAlone ? this.#binding.opening?.(this.marketplaceId, limitMs, this.terms.planning) : undefined;
    if (first !== undefined && opening !== undefined) readAlone(lease, opening, first);
    else this.#readTogether(lease, limitMs, together);
  }

  #readTogether(lease: Lease, limitMs: number | undefined, together: readonly Waiting[]): void {
    const { client } = lease;
    let failure: Error | undefined;
    for (const one of this.#binding.begin(this.marketplaceId, this.mode, limitMs, this.terms))
      sendStatement(client, one).catch((error: Error) => {
        failure ??= error;
      });
    for (const { statement, resolve, reject } of together)
      sendStatement(client, statement).then(resolve, (error: Error) => {
        // What follows a failed statement fails for no reason of its own.
        failure ??= error;
        reject(failure);
      });
    sendStatement(client, commit).then(
      () => lease.release(),
      () => endFailed(lease),
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

  under(terms: Pick<Terms, "heavy" | "planning">): TenantDb {
    return new ReadSession(this.#connections, this.#binding, this.marketplaceId, { ...this.terms, ...terms });
  }

  get transaction(): TenantDb {
    return this;
  }

  writesAlong(): void {}

  readonly writes = [];
  readonly writing = 0;
  readonly again = false;

  wrote(): never {
    throw new Error("A read writes nothing");
  }

  runLater(): never {
    throw new Error("A read writes nothing");
  }

  rowLater(): never {
    throw new Error("A read writes nothing");
  }

  async settle(): Promise<void> {}

  runLast(): never {
    throw new Error("A read writes nothing");
  }

  doAgainAfter(): never {
    throw new Error("A read writes nothing");
  }
}

/** A single statement needs no transaction around it. */
function readAlone(lease: Lease, opening: Setting, { statement, resolve, reject }: Waiting): void {
  const callback = (error: Error | null, result: pg.QueryResult): void => {
    lease.release(error !== null && isConnectionLost(error));
    if (error === null) resolve(result);
    else reject(error);
  };
  const { client } = lease;
  closeForgotten(client);
  client.query(new LoneRead(opening, { ...queryConfig(client, statement), callback }) as unknown as pg.Submittable);
}
