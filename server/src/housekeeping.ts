import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/db/database.ts";
import { sql } from "./platform/db/sql.ts";
import type { JobHandler, Schedule } from "./platform/jobs/jobs.ts";
import { purgeDeliveries } from "./platform/outbox/outbox.ts";

/** What the platform cleans up by itself, every night. */
export function housekeeping(database: Database, clock: Clock) {
  const handlers: Record<string, JobHandler> = {
    "purge-deliveries": {
      async run() {
        await purgeDeliveries(database.system);
      },
    },
    "purge-refresh-tokens": {
      async run() {
        const { rows } = await database.system.query<{ id: string }>("select id from marketplace");
        for (const { id } of rows)
          await database.tenants.transaction(id, "write", (db) =>
            db.run(sql`delete from refresh_token where marketplace_id = ${id} and expires_at < ${clock.now()}`),
          );
      },
    },
  };
  const schedules: Schedule[] = [
    { job: "purge-deliveries", cron: "10 2 * * *" },
    { job: "purge-refresh-tokens", cron: "20 2 * * *" },
  ];
  return { handlers, schedules };
}
