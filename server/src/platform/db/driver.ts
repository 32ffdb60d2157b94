import type pg from "pg";
import { closeForgotten, statementName } from "./kept-statements.ts";
import type { Statement } from "./sql.ts";
import { type DriverConnection, StatementQuery, type Trip } from "./statement-query.ts";

/** A statement as the driver takes it, to be sent at once: under a name where the connection keeps it prepared. */
export const queryConfig = (client: pg.PoolClient, { text, values }: Statement) => ({
  text,
  values: values as unknown[],
  name: statementName(client, text) as string,
});

/** A statement that sets something up, of a fixed text and under a name of its own; nobody reads what it answers with. */
export interface Setting extends Statement {
  readonly name: string;
}

interface Waiting {
  readonly statement: Statement | Setting;
  readonly callback: (error: Error | null, result: pg.QueryResult) => void;
}

/** Statements of a connection that leave when the code that is running has said all it has to say. */
const waiting = new WeakMap<pg.PoolClient, Waiting[]>();

/**
 * Sends a statement along with all that are started in the same turn, in their order: they leave in one packet, and the
 * database answers them in one. Within a transaction only: what follows a statement that fails is not carried out.
 *
 * @returns when it has been answered, whatever follows it.
 * @throws what the database says; an error with the code 25P02 where a statement ahead of it failed.
 */
export function sendStatement(client: pg.PoolClient, statement: Statement | Setting): Promise<pg.QueryResult> {
  let statements = waiting.get(client);
  if (statements === undefined) {
    statements = [];
    waiting.set(client, statements);
    // Ticks come after microtasks: by then everything has been started that waits for no answer.
    queueMicrotask(() => process.nextTick(() => leave(client)));
  }
  const together = statements;
  return new Promise((resolve, reject) => {
    together.push({
      statement,
      callback(error, result) {
        if (error === null) resolve(result);
        else reject(error);
      },
    });
  });
}

function leave(client: pg.PoolClient): void {
  const statements = waiting.get(client) ?? [];
  waiting.delete(client);
  const { connection } = client as unknown as { connection: DriverConnection };
  const trip = new SentTrip(client as unknown as PipelinedClient, connection, statements.length);
  closeForgotten(client);
  for (const { statement, callback } of statements) {
    if (trip.hasFailed) {
      callback(new PassedOver(), undefined as never);
      continue;
    }
    const { text, values } = statement;
    const silent = "name" in statement;
    const name = silent ? statement.name : statementName(client, text);
    const query = new StatementQuery({ text, values, name, callback, trip, silent });
    trip.members.push(query);
    client.query(query as unknown as pg.Submittable);
  }
}

/** The driver's client, as far as a trip that fails speaks to it: with the statements that wait for their answers. */
interface PipelinedClient {
  readonly _sentQueryQueue: StatementQuery[];
}

class SentTrip implements Trip {
  readonly members: StatementQuery[] = [];
  hasFailed = false;
  readonly #client: PipelinedClient;
  readonly #connection: DriverConnection;
  readonly #size: number;

  constructor(client: PipelinedClient, connection: DriverConnection, size: number) {
    this.#client = client;
    this.#connection = connection;
    this.#size = size;
  }

  isFirst(statement: StatementQuery): boolean {
    return this.members[0] === statement;
  }

  isLast(statement: StatementQuery): boolean {
    return this.members[this.#size - 1] === statement;
  }

  failed(statement: StatementQuery): void {
    this.hasFailed = true;
    const { _sentQueryQueue: queue } = this.#client;
    for (const skipped of this.members.slice(this.members.indexOf(statement) + 1)) {
      const place = queue.indexOf(skipped);
      if (place === -1) continue;
      queue.splice(place, 1);
      // The database has not read its text either.
      if (skipped.name !== undefined) delete this.#connection.submittedNamedStatements[skipped.name];
      skipped.callback(new PassedOver(), undefined as never);
    }
  }
}

/** Code of the database's for a statement that is not carried out since its transaction has failed. */
const passedOver = "25P02";

class PassedOver extends Error {
  readonly code = passedOver;

  constructor() {
    super("A statement ahead of it failed");
  }
}

/** Tells whether a statement was not carried out since one ahead of it had failed: for no reason of its own. */
export const isPassedOver = (error: unknown): boolean => (error as { code?: unknown }).code === passedOver;

/** Tells whether a connection is of no more use after this error. */
export function isConnectionLost(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code !== "string" || code.startsWith("08") || code.startsWith("57P") || !/^[0-9A-Z]{5}$/.test(code);
}
