import type { Db } from "./db.ts";
import { sql } from "./sql.ts";

/** Makes known to every process, with the commit, that what a cache is read from has changed. */
export async function notifyProcesses(db: Pick<Db, "run">, channel: string, changed: string): Promise<void> {
  await db.run(sql`select pg_notify(${channel}, ${changed})`);
}
