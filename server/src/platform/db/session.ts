import type { Socket } from "node:net";
import type pg from "pg";
import type { Db, Query } from "./db.ts";
import { LoneRead } from "./lone-read.ts";
import { compile, type Statement, statementName } from "./sql.ts";

/**
 * What stores talk to: one transaction that sees one marketplace and nothing else. Statements started together travel
 * together, in order.
 */
export interface TenantDb extends Db {
  readonly marketplaceId: string;
  readonly mode: TransactionMode;
  /**
   * Ends the transaction in the same trip as the statements before it: for reads whose last statement is known. No
   * statement may follow.
   */
  finish(): Promise<void>;
}

/** How a connection is bound to a tenant; differs by what the database's user may do. */
export interface Binding {
  /** Statements that open a transaction for a marketplace. */
  begin(marketplaceId: string, mode: TransactionMode): string;
  /** The same as one `select`, for a read of one statement (`LoneRead`); absent where settings must be `set local`. */
  opening?(marketplaceId: string): Statement;
}

/**
 * `read`: may not write, and all its statements see the database as of its first one; `write`: each statement sees what was
 * committed before it.
 */
export type TransactionMode = "read" | "write";

const beginnings: Readonly<Record<TransactionMode, string>> = {
  read: "begin isolation level repeatable read read only",
  write: "begin",
};

/**
 * Binds a transaction to a marketplace with `set local`, which holds until it ends and works behind a transaction
 * pooler and on Citus alike. `role` is the role that row-level security applies to; null when the connected user is
 * itself subject to it.
 *
 * @param distributed Citus carries `set local` to its workers, but not `set_config`.
 */
export function tenantBinding(role: string | null, distributed = false): Binding {
  const settings = [
    "set_config('app.marketplace', $1, true)",
    "set_config('transaction_read_only', 'on', true)",
    // Planning the busiest reads anew each time would take longer than carrying them out.
    "set_config('plan_cache_mode', 'force_generic_plan', true)",
  ];
  // The text is the same for every tenant, so that it is prepared once on each connection.
  const text = `select ${[...(role === null ? [] : [`set_config('role', '${role}', true)`]), ...settings].join(", ")}`;
  return {
    ...(!distributed && { opening: (marketplaceId: string) => ({ text, values: [marketplaceId] }) }),
    begin(marketplaceId, mode) {
      // The ID comes from a token that this server signed; quoting keeps it harmless even so.
      const tenant = marketplaceId.replaceAll("'", "''").replaceAll("\\", "");
      return `${beginnings[mode]};${role === null ? "" : `set local role ${role};`}set local app.marketplace='${tenant}'`;
    },
  };
}

/** A statement that waits for a moment whether it is the only one of its transaction. */
interface Held {
  readonly statement: Statement;
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
}

/** One transaction, opened by its first statement. */
class Session implements TenantDb {
  readonly marketplaceId: string;
  readonly #pool: pg.Pool;
  readonly #binding: Binding;
  readonly mode: TransactionMode;
  #client: Promise<pg.PoolClient> | undefined;
  #held: Held | undefined;
  #ended = false;
  #failure: Error | undefined;

  constructor(pool: pg.Pool, binding: Binding, marketplaceId: string, mode: TransactionMode) {
    this.#pool = pool;
    this.#binding = binding;
    this.marketplaceId = marketplaceId;
    this.mode = mode;
  }

  #send(query: Query): Promise<pg.QueryResult> {
    if (this.#ended) return Promise.reject(new Error("The transaction has ended"));
    const statement = "text" in query ? query : compile(query);
    const mayBeAlone = this.#binding.opening !== undefined && this.mode === "read";
    if (mayBeAlone && this.#client === undefined && this.#held === undefined) return this.#hold(statement);
    this.#letGo();
    return this.#carryOut(statement);
  }

  /** A read whose end is asked for along with its only statement needs no transaction around it. */
  #hold(statement: Statement): Promise<pg.QueryResult> {
    queueMicrotask(() => this.#letGo());
    return new Promise((resolve, reject) => {
      this.#held = { statement, resolve, reject };
    });
  }

  #letGo(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#carryOut(held.statement).then(held.resolve, held.reject);
  }

  async #carryOut(statement: Statement): Promise<pg.QueryResult> {
    this.#client ??= this.#connect();
    const client = await this.#client;
    if (this.#failure !== undefined) throw this.#failure;
    return client.query(queryConfig(statement)).catch((error: Error & { code?: unknown }) => {
      // What follows a failed statement in the same trip fails for no reason of its own.
      if (error.code !== "25P02") this.#failure ??= error;
      throw this.#failure ?? error;
    });
  }

  async #connect(): Promise<pg.PoolClient> {
    const client = await this.#pool.connect();
    gatherWrites(client);
    // Not awaited: it shares the trip of the first statement. Should it fail, that statement fails with it, since the
    // transaction is aborted, and no further one is sent.
    client.query(this.#binding.begin(this.marketplaceId, this.mode)).catch((error: Error) => {
      this.#failure = error;
    });
    return client;
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

  async finish(): Promise<void> {
    if (this.#held !== undefined) return this.#carryOutAlone(this.#held);
    if (this.#ended || this.#client === undefined) return;
    const client = await this.#client;
    if (this.#ended) return;
    this.#ended = true;
    try {
      const result = await client.query("commit");
      if (result.command === "ROLLBACK") throw new AbortedTransaction();
      client.release();
    } catch (error) {
      client.release(!(error instanceof AbortedTransaction) && isConnectionLost(error));
      throw error;
    }
  }

  async #carryOutAlone({ statement, resolve, reject }: Held): Promise<void> {
    this.#held = undefined;
    this.#ended = true;
    const opening = this.#binding.opening?.(this.marketplaceId) as Statement;
    try {
      const client = await this.#pool.connect();
      try {
        resolve(await readAlone(client, opening, statement));
        client.release();
      } catch (error) {
        client.release(isConnectionLost(error));
        throw error;
      }
    } catch (error) {
      reject(error);
    }
  }

  async abandon(): Promise<void> {
    if (this.#ended || this.#client === undefined) return;
    this.#ended = true;
    const client = await this.#client.catch(() => undefined);
    if (client === undefined) return;
    await client.query("rollback").then(
      () => client.release(),
      () => client.release(true),
    );
  }
}

const queryConfig = ({ text, values }: Statement) => ({
  text,
  values: values as unknown[],
  name: statementName(text) as string,
});

const readAlone = (client: pg.PoolClient, opening: Statement, statement: Statement): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult) =>
      error === null ? resolve(result) : reject(error);
    client.query(new LoneRead(opening, { ...queryConfig(statement), callback }) as unknown as pg.Submittable);
  });

/**
 * Holds back what is written to the server until the code that is running has said all it has to say: the statements of
 * a read, from `begin` to `commit`, then leave in one system call instead of one each.
 */
function gatherWrites(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Raised when a transaction was rolled back although nothing had failed visibly. */
class AbortedTransaction extends Error {
  constructor() {
    super("The transaction was rolled back");
  }
}

function isConnectionLost(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code !== "string" || code.startsWith("08") || code.startsWith("57P") || !/^[0-9A-Z]{5}$/.test(code);
}

/** Deadlocks and serialization failures: the same work succeeds when it is done again. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "40P01" || code === "40001";
}

const attempts = 4;

/** The database of the platform, entered one marketplace at a time. */
export class Tenants {
  readonly #pool: pg.Pool;
  readonly #binding: Binding;

  constructor(pool: pg.Pool, binding: Binding) {
    this.#pool = pool;
    this.#binding = binding;
  }

  /**
   * Runs `work` as one transaction of a marketplace: all of it is kept, or nothing. Work that a deadlock or a
   * serialization failure broke is done again, so it must have no effect outside the database.
   */
  async transaction<Result>(
    marketplaceId: string,
    mode: TransactionMode,
    work: (db: TenantDb) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const session = new Session(this.#pool, this.#binding, marketplaceId, mode);
      try {
        const result = await work(session);
        // A read has nothing to lose: its reply need not wait for the end of the transaction.
        if (mode === "read") session.finish().catch(() => {});
        else await session.finish();
        return result;
      } catch (error) {
        await session.abandon();
        if (attempt >= attempts || !isTransient(error)) throw error;
      }
    }
  }
}
