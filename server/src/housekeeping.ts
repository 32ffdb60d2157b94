import type { KeyRing } from "./platform/access/keys.ts";
import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/db/database.ts";
import type { TenantDb } from "./platform/db/session.ts";
import { sql } from "./platform/db/sql.ts";
import type { JobHandler, Schedule } from "./platform/jobs/jobs.ts";
import { purgeDeliveries } from "./platform/outbox/outbox.ts";

/** Deletes what a marketplace no longer needs. */
export type Purge = (db: TenantDb, now: Date) => Promise<void>;

export interface Chores {
  /** What domains want done in each marketplace. */
  readonly purges: readonly Purge[];
  readonly keys: KeyRing;
  /** Days until a signing key is replaced; 0: never. */
  readonly keyDays: number;
}

const dayMs = 24 * 60 * 60_000;

/** What the platform does by itself, every night. */
export function housekeeping(database: Database, clock: Clock, { purges, keys, keyDays }: Chores) {
  const everywhere = async (work: (db: TenantDb) => Promise<unknown>): Promise<void> => {
    const { rows } = await database.system.query<{ id: string }>("select id from marketplace");
    for (const { id } of rows) await database.tenants.transaction(id, "write", work);
  };
  const handlers: Record<string, JobHandler> = {
    "purge-deliveries": {
      async run() {
        await purgeDeliveries(database.system);
      },
    },
    "purge-refresh-tokens": {
      run: () =>
        everywhere((db) =>
          db.run(
            sql`delete from refresh_token where marketplace_id = ${db.marketplaceId} and expires_at < ${clock.now()}`,
          ),
        ),
    },
    "rotate-signing-key": {
      async run() {
        if (keyDays > 0) await keys.rotate(new Date(clock.now().getTime() - keyDays * dayMs));
      },
    },
    "purge-marketplaces": {
      async run() {
        for (const purge of purges) await everywhere((db) => purge(db, clock.now()));
      },
    },
  };
  const schedules: Schedule[] = [
    { job: "purge-deliveries", cron: "10 2 * * *" },
    { job: "purge-refresh-tokens", cron: "20 2 * * *" },
    { job: "purge-marketplaces", cron: "30 2 * * *" },
    { job: "rotate-signing-key", cron: "40 2 * * *" },
  ];
  return { handlers, schedules };
}
