import type { Socket } from "node:net";
import type pg from "pg";
import { statementName } from "./kept-statements.ts";
import type { Statement } from "./sql.ts";
import { StatementQuery } from "./statement-query.ts";

/** A statement as the driver takes it, to be sent at once: under a name where the connection keeps it prepared. */
export const queryConfig = (client: pg.PoolClient, { text, values }: Statement) => ({
  text,
  values: values as unknown[],
  name: statementName(client, text) as string,
});

/** Sends a statement at once. @returns when it has been answered, whatever follows it. */
export const sendStatement = (client: pg.PoolClient, statement: Statement): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult): void => {
      if (error === null) resolve(result);
      else reject(error);
    };
    client.query(new StatementQuery({ ...queryConfig(client, statement), callback }) as unknown as pg.Submittable);
  });

/** Tells whether a connection is of no more use after this error. */
export function isConnectionLost(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code !== "string" || code.startsWith("08") || code.startsWith("57P") || !/^[0-9A-Z]{5}$/.test(code);
}

/**
 * Holds back what is written to the server until the code that is running has said all it has to say: the statements of
 * a read, from `begin` to `commit`, then leave in one system call instead of one each.
 */
export function gatherWrites(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
