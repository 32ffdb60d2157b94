import type { Socket } from "node:net";
import type pg from "pg";
import { type Statement, statementName } from "./sql.ts";

/** A statement as the driver takes it: prepared under a name on each connection. */
export const queryConfig = ({ text, values }: Statement) => ({
  text,
  values: values as unknown[],
  name: statementName(text) as string,
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
