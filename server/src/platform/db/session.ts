import type pg from "pg";
import type { ObjectWrite, WriteNotes } from "../changes/object-write.ts";
import { type AddedRow, type Adder, RowsToAdd } from "./added-rows.ts";
import type { Connections, Lease } from "./connections.ts";
import type { Db, Query } from "./db.ts";
import { isConnectionLost, isPassedOver, type Setting, sendStatement } from "./driver.ts";
import { Later } from "./later.ts";
import { compile, type Statement } from "./sql.ts";
import type { Planning, Terms, TransactionMode } from "./terms.ts";

/**
 * Database as stores see it: one marketplace and nothing else, in the way that the mode says. Statements started
 * together travel together, in order.
 */
export interface TenantDb extends Db, WriteNotes {
  readonly marketplaceId: string;
  /** Tables lie on several nodes (Citus), which does not take all that PostgreSQL does. */
  readonly distributed: boolean;
  readonly mode: TransactionMode;
  readonly terms: Terms;
  /** The whole of it, where works share it (`Part`): what is gathered for all of them hangs on that. */
  readonly transaction: TenantDb;
  /**
   * Runs a write without a trip of its own: ahead of the next statement, or of the commit if none follows. Whoever asks
   * for it goes on as if it had succeeded; should it fail, the transaction does, with its error.
   *
   * @param explain adds to its error what only the writer knows.
   * @param done is told, before the commit ends, what it wrote.
   * @throws Error on a read.
   */
  runLater(query: Query, explain?: (error: unknown) => unknown, done?: (written: Written) => void): void;
  /**
   * Runs a write as `runLater` does, and gives the row that it answers with. Rows of a kind that wait to be added, with nothing
   * but such between them, share a statement.
   *
   * @throws Error on a read.
   */
  rowLater<Row>(write: Query | AddedRow, explain?: (error: unknown) => unknown): Later<Row>;
  /** Ends when all that `rowLater` gave until now is there. */
  settle(): Promise<void>;
  /**
   * Runs writes ahead of the commit, after all else, composed by then: for what work gathers until it is done, and for rows
   * that others wait for.
   *
   * @throws Error on a read.
   */
  runLast(compose: () => readonly Query[]): void;
  /**
   * Has the work done again, a few times, when the transaction fails so: what it did not find was there when it wrote, or what
   * it relied on has changed.
   *
   * @param failure is told how often the work has been tried.
   * @throws Error on a read.
   */
  doAgainAfter(failure: (error: unknown, attempt: number) => boolean): void;
  /** Reads under other terms, which see another moment; the transaction itself where all it reads must be of one. */
  under(terms: Pick<Terms, "heavy" | "planning">): TenantDb;
  /** Writes that were noted so far. */
  readonly writes: readonly ObjectWrite[];
  /** The work is done again, since something broke it: then it relies on nothing but what the database says. */
  readonly again: boolean;
  /** Statements that write something but announcements: those that were sent, or wait to be. */
  readonly writing: number;
  /** Notes that something is written for whoever asks, by a statement that another work shares. */
  writesAlong(): void;
}

/** What a write came to: how many rows, and those that it answered with. */
export interface Written {
  readonly rowCount: number;
  readonly rows: readonly object[];
}

/** Way in which a connection is bound to a tenant; differs by what the database's user may do. */
export interface Binding {
  readonly distributed: boolean;
  /**
   * Statements that open a transaction for a marketplace.
   *
   * @param limitMs time for each of its statements, where it differs from the connection's.
   * @param terms of which planning, and the wait for locks, are bound.
   */
  begin(marketplaceId: string, mode: TransactionMode, limitMs?: number, terms?: Bound): readonly Setting[];
  /** The binding as one `select`, for a read of one statement (`LoneRead`); absent where settings must be `set local`. */
  opening?(marketplaceId: string, limitMs?: number, planning?: Planning): Setting;
  /** The same for writes that leave all at once. */
  whole?(marketplaceId: string, limitMs?: number, lockMs?: number): Setting;
}

/** Terms that are settings of the transaction. */
type Bound = Pick<Terms, "planning" | "lockMs">;

/** Binds a transaction to a marketplace, with a limit for each of its statements where there is one. */
type Binds = (marketplaceId: string, limitMs: number | undefined) => Setting;

const setting = (name: string, text: string, ...values: string[]): Setting => ({ name, text, values });

const readOnly = setting("begin-read", "begin isolation level repeatable read read only");
const beginnings: Readonly<Record<TransactionMode, Setting>> = {
  read: readOnly,
  snapshot: readOnly,
  write: setting("begin-write", "begin"),
};

export const commit = setting("commit", "commit");
export const rollback = setting("rollback", "rollback");

/** Settings by which statements are planned as `Terms` says. */
export const plannings: Readonly<Record<Planning, Readonly<Record<string, string>>>> = {
  walk: { enable_sort: "off", enable_seqscan: "off", enable_bitmapscan: "off" },
  values: { plan_cache_mode: "force_custom_plan" },
  many: { plan_cache_mode: "force_custom_plan", enable_nestloop: "off" },
  // An index comes before a whole table, and places before an index, even if it is thought to have one entry for the marketplace.
  places: { random_page_cost: "0.01", cpu_index_tuple_cost: "0.5" },
};

/**
 * Binds a transaction to a marketplace with settings that hold until it ends, and so work behind a transaction pooler.
 * `role` is the role that row-level security applies to; null when the connected user is itself subject to it.
 *
 * @param distributed Citus carries `set local` to its workers, but not `set_config`, and plans by the marketplace, which
 *   it must know.
 */
export function tenantBinding(role: string | null, distributed = false): Binding {
  return distributed ? distributedBinding(role) : ordinaryBinding(role);
}

function ordinaryBinding(role: string | null): Binding {
  // The texts are the same for every tenant, so that they are prepared once on each connection.
  const bound = [
    ...(role === null ? [] : [`set_config('role', '${role}', true)`]),
    "set_config('app.marketplace', $1, true)",
  ];
  // To plan the busiest statements anew, five times on each connection or always, takes longer than to carry them out.
  const plannedOnce = "set_config('plan_cache_mode', 'force_generic_plan', true)";
  const limited = "set_config('statement_timeout', $2, true)";
  const binds = (name: string, settings: readonly string[]): Binds => {
    const text = `select ${settings.join(", ")}`;
    const limitedText = `${text}, ${limited}`;
    return (marketplaceId, limitMs) =>
      limitMs === undefined
        ? setting(name, text, marketplaceId)
        : setting(`${name}-limited`, limitedText, marketplaceId, String(limitMs));
  };
  const planned = (planning: Planning): string[] =>
    Object.entries(plannings[planning]).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  /** One for each planning, and the usual one. */
  const byPlanning = (name: string, usual: Binds, settings: readonly string[]) => ({
    usual,
    walk: binds(`${name}-walk`, [...settings, ...planned("walk")]),
    values: binds(`${name}-by-values`, [...settings, ...planned("values")]),
    many: binds(`${name}-many`, [...settings, ...planned("many")]),
    places: binds(`${name}-places`, [...settings, plannedOnce, ...planned("places")]),
  });
  const reads = byPlanning("bind", binds("bind-read", bound), bound);
  const alone = [...bound, "set_config('transaction_read_only', 'on', true)"];
  const openings = byPlanning("opening", binds("opening", [...alone, plannedOnce]), alone);
  const writing = [...bound, plannedOnce];
  const writes = binds("bind-write", writing);
  // As many as there are limits in the code.
  const hasty = new Map<number, Binds>();
  const within = (lockMs: number | undefined): Binds => {
    if (lockMs === undefined) return writes;
    const known =
      hasty.get(lockMs) ??
      binds(`bind-write-within-${lockMs}`, [...writing, `set_config('lock_timeout', '${lockMs}', true)`]);
    hasty.set(lockMs, known);
    return known;
  };
  return {
    distributed: false,
    opening: (marketplaceId, limitMs, planning) => openings[planning ?? "usual"](marketplaceId, limitMs),
    whole: (marketplaceId, limitMs, lockMs) => within(lockMs)(marketplaceId, limitMs),
    begin: (marketplaceId, mode, limitMs, { planning, lockMs } = {}) => [
      beginnings[mode],
      (mode === "write" ? within(lockMs) : reads[planning ?? "usual"])(marketplaceId, limitMs),
    ],
  };
}

function distributedBinding(role: string | null): Binding {
  return {
    distributed: true,
    begin(marketplaceId, mode, limitMs, { planning, lockMs } = {}) {
      // The ID comes from a token that this server signed; quoting keeps it harmless even so.
      const tenant = marketplaceId.replaceAll("'", "''").replaceAll("\\", "");
      return [
        beginnings[mode],
        ...(role === null ? [] : [setting("bind-role", `set local role ${role}`)]),
        // Without a name it is not kept: there is one for each tenant.
        setting("", `set local app.marketplace='${tenant}'`),
        ...(limitMs === undefined ? [] : [setting("", `set local statement_timeout=${limitMs}`)]),
        ...(lockMs === undefined ? [] : [setting("", `set local lock_timeout=${lockMs}`)]),
        ...Object.entries(planning ? plannings[planning] : {}).map(([name, value]) =>
          // A connection keeps one text for a name.
          setting(`bind-${name}-${value}`, `set local ${name}=${value}`),
        ),
      ];
    },
  };
}

/** A write that waits for the next trip. */
interface Held {
  readonly statement: Statement;
  readonly explain: (error: unknown) => unknown;
  readonly done: ((written: Written) => void) | undefined;
  readonly failed?: (error: unknown) => void;
}

const asItIs = (error: unknown): unknown => error;

const bound = (query: Query): Statement => ("text" in query ? query : compile(query));

/** Tells whether a statement may write something but announcements, which nothing else is written along with. */
const mayWrite = ({ text }: Statement): boolean => !/^\s*select\b/i.test(text) && !text.includes("insert into outbox.");

/** One transaction, opened by its first statement. */
export class Session implements TenantDb {
  readonly marketplaceId: string;
  readonly #connections: Connections;
  readonly #binding: Binding;
  readonly mode: TransactionMode;
  readonly terms: Terms;
  readonly distributed: boolean;
  #lease: Promise<Lease> | undefined;
  #held: (Held | RowsToAdd)[] = [];
  readonly #later: Promise<unknown>[] = [];
  readonly #last: (() => readonly Query[])[] = [];
  readonly #passing: ((error: unknown, attempt: number) => boolean)[] = [];
  #ended = false;
  readonly #writes: ObjectWrite[] = [];
  /** What made the transaction fail: the reason behind every further failure. */
  #failure: unknown;
  readonly again: boolean;
  #writing = 0;

  constructor(
    connections: Connections,
    binding: Binding,
    marketplaceId: string,
    mode: TransactionMode,
    terms: Terms,
    again = false,
  ) {
    this.again = again;
    this.#connections = connections;
    this.#binding = binding;
    this.distributed = binding.distributed;
    this.marketplaceId = marketplaceId;
    this.mode = mode;
    this.terms = terms;
  }

  #send(query: Query): Promise<pg.QueryResult> {
    if (this.#ended) throw new Error("The transaction has ended");
    const statement = this.#noted(query);
    return this.#onward((client) => this.#query(client, statement));
  }

  /** Starts what was held back by now, and then, in the same turn, what shares its trip: so all leaves in the order it came in. */
  async #onward<Sent>(start: (client: pg.PoolClient) => Sent): Promise<Awaited<Sent>> {
    const held = this.#takeHeld();
    let client: pg.PoolClient;
    try {
      this.#lease ??= this.#connect();
      client = (await this.#lease).client;
      if (this.#failure !== undefined) throw this.#failure;
    } catch (error) {
      for (const { failed } of held) failed?.(error);
      throw error;
    }
    this.#start(client, held);
    return await start(client);
  }

  get writing(): number {
    return this.#writing;
  }

  get transaction(): TenantDb {
    return this;
  }

  writesAlong(): void {}

  #noted(query: Query): Statement {
    const statement = bound(query);
    if (this.mode === "write" && mayWrite(statement)) this.#writing++;
    return statement;
  }

  runLater(query: Query, explain = asItIs, done?: (written: Written) => void): void {
    this.#hold(query, { explain, done });
  }

  rowLater<Row>(write: Query | AddedRow, explain = asItIs): Later<Row> {
    const { promise, resolve, reject } = Promise.withResolvers<Row>();
    if ("kind" in write) this.#add(write, { explain, resolve: (row) => resolve(row as Row), reject });
    else this.#hold(write, { explain, done: ({ rows }) => resolve(rows[0] as Row), failed: reject });
    this.#later.push(promise);
    return new Later(promise, () => this.#flush());
  }

  #hold(query: Query, held: Omit<Held, "statement">): void {
    this.#checkOpen();
    this.#held.push({ ...held, statement: this.#noted(query) });
  }

  #add({ kind, values }: AddedRow, adder: Adder): void {
    this.#checkOpen();
    this.#writing++;
    // It may pass others that are added: those refer to nothing that the database looks at before the commit.
    const others = this.#held.slice(this.#held.findLastIndex((one) => !(one instanceof RowsToAdd)) + 1) as RowsToAdd[];
    let rows = others.find((one) => one.takes(kind));
    if (rows === undefined) {
      rows = new RowsToAdd(kind);
      this.#held.push(rows);
    }
    rows.add(values, adder);
  }

  /** @throws Error where nothing can be written. */
  #checkOpen(): void {
    if (this.mode !== "write") throw new Error("A read writes nothing");
    if (this.#ended) throw new Error("The transaction has ended");
  }

  async settle(): Promise<void> {
    // What others ask for from here on may wait for the commit, and the commit for whoever settles.
    const asked = [...this.#later];
    await this.#flush();
    await Promise.all(asked);
  }

  /** Sends what waits in a trip of its own. */
  async #flush(): Promise<void> {
    if (!this.#ended && this.#held.length > 0) await this.#onward(() => {});
  }

  runLast(compose: () => readonly Query[]): void {
    this.#checkOpen();
    this.#last.push(compose);
  }

  doAgainAfter(failure: (error: unknown, attempt: number) => boolean): void {
    if (this.mode !== "write") throw new Error("A read writes nothing");
    this.#passing.push(failure);
  }

  wrote(write: ObjectWrite): void {
    if (this.mode !== "write") throw new Error("A read writes nothing");
    this.#writes.push(write);
  }

  get writes(): readonly ObjectWrite[] {
    return this.#writes;
  }

  under(): TenantDb {
    return this;
  }

  /** Tells whether the work expects to succeed when it is done again after this failure. */
  isPassing(error: unknown, attempt: number): boolean {
    // All are told, whatever the others say.
    return this.#passing.filter((failure) => failure(error, attempt)).length > 0;
  }

  #takeHeld(): readonly (Held | RowsToAdd)[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** Starts what was held back: what follows at once shares its trip, and fails with it. */
  #start(client: pg.PoolClient, held: readonly (Held | RowsToAdd)[]): void {
    for (const { statement, explain, done, failed } of held)
      this.#query(client, statement, explain).then(
        ({ rowCount, rows }) => done?.({ rowCount: rowCount ?? 0, rows }),
        (error) => failed?.(error),
      );
  }

  #query(client: pg.PoolClient, statement: Statement, explain = asItIs): Promise<pg.QueryResult> {
    return sendStatement(client, statement).catch((error: Error) => {
      if (!isPassedOver(error)) this.#failure ??= explain(error);
      throw this.#failure ?? error;
    });
  }

  async #connect(): Promise<Lease> {
    const { marketplaceId, mode, terms } = this;
    const lease = await this.#connections.take(marketplaceId, mode, terms);
    // Not awaited: it shares the trip of the first statement. Should it fail, that statement fails with it, and no further
    // one is sent.
    for (const one of this.#binding.begin(marketplaceId, mode, this.#connections.limitOf(terms), terms))
      sendStatement(lease.client, one).catch((error: Error) => {
        if (!isPassedOver(error)) this.#failure ??= error;
      });
    return lease;
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

  async commit(): Promise<void> {
    if (this.#ended) return;
    for (const compose of this.#last) for (const query of compose()) this.runLater(query);
    // From now on: behind the commit a statement would be bound by nothing.
    this.#ended = true;
    const held = this.#takeHeld();
    if (this.#lease === undefined) {
      if (held.length === 0) return;
      const opening = this.#binding.whole?.(
        this.marketplaceId,
        this.#connections.limitOf(this.terms),
        this.terms.lockMs,
      );
      if (opening !== undefined) return this.#leaveWhole(opening, held);
    }
    this.#lease ??= this.#connect();
    const lease = await this.#lease;
    this.#start(lease.client, held);
    let result: pg.QueryResult;
    try {
      result = await sendStatement(lease.client, commit);
    } catch (error) {
      await endFailed(lease);
      throw isPassedOver(error) ? (this.#failure ?? error) : error;
    }
    lease.release();
    if (result.command === "ROLLBACK") throw this.#failure ?? new AbortedTransaction();
  }

  /**
   * Carries out a transaction of which nothing has left yet. Statements that leave together are one by themselves: that the
   * database is asked for their answers ends it.
   */
  async #leaveWhole(opening: Setting, held: readonly (Held | RowsToAdd)[]): Promise<void> {
    const lease = await this.#connections.take(this.marketplaceId, this.mode, this.terms);
    const sent = [opening, ...held.map(({ statement }) => statement)];
    const outcomes = await Promise.allSettled(sent.map((one) => sendStatement(lease.client, one)));
    const failures = outcomes.flatMap((one, index) =>
      one.status === "rejected" ? [{ error: one.reason as unknown, explain: held[index - 1]?.explain ?? asItIs }] : [],
    );
    lease.release(failures.some(({ error }) => isConnectionLost(error)));
    const failed = failures.find(({ error }) => !isPassedOver(error)) ?? failures[0];
    if (failed !== undefined) {
      const error = failed.explain(failed.error);
      for (const one of held) one.failed?.(error);
      throw error;
    }
    for (const [index, { done }] of held.entries()) {
      const { rowCount, rows } = (outcomes[index + 1] as PromiseFulfilledResult<pg.QueryResult>).value;
      done?.({ rowCount: rowCount ?? 0, rows });
    }
  }

  /** Ends it, also where no statement came: what is still on its way to one must not open a transaction that nobody ends. */
  async abandon(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const lease = await this.#lease?.catch(() => undefined);
    if (lease !== undefined) await endFailed(lease);
  }
}

/** Ends a transaction that is not to be kept, and gives its connection back. */
export const endFailed = (lease: Lease): Promise<void> =>
  sendStatement(lease.client, rollback).then(
    () => lease.release(),
    () => lease.release(true),
  );

/** Raised when a transaction was rolled back although nothing had failed visibly. */
class AbortedTransaction extends Error {
  constructor() {
    super("The transaction was rolled back");
  }
}
