import { sql, type TenantDb } from "@orderwell/server/testing";
import { until } from "./until.ts";

/** Waits until another transaction waits for this one. @throws Error after a while, saying that nothing does. */
export async function waitedFor(db: TenantDb): Promise<void> {
  // Where tables lie on several nodes, it waits on one of those.
  const waiting = db.distributed
    ? sql`select from citus_lock_waits`
    : sql`select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))`;
  await until(async () => (await db.rows(waiting)).length > 0, "nothing waits for the transaction");
}
