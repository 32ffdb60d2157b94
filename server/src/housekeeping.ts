import type { KeyRing } from "./platform/access/keys.ts";
import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/db/database.ts";
import type { TenantDb } from "./platform/db/session.ts";
import type { JobHandler, Schedule } from "./platform/jobs/jobs.ts";
import { purgeDeliveries } from "./platform/outbox/outbox.ts";

/** Deletes what a marketplace no longer needs. */
export type Purge = (db: TenantDb, now: Date) => Promise<void>;

export interface Chores {
  /** IDs of all marketplaces. */
  marketplaceIds(): Promise<readonly string[]>;
  /** What domains want done in each marketplace. */
  readonly purges: readonly Purge[];
  readonly keys: KeyRing;
  /** Days until a signing key is replaced; 0: never. */
  readonly keyDays: number;
}

const dayMs = 24 * 60 * 60_000;

/** What the platform does by itself, every night. */
export function housekeeping(database: Database, clock: Clock, { marketplaceIds, purges, keys, keyDays }: Chores) {
  const everywhere = async (work: (db: TenantDb) => Promise<unknown>): Promise<void> => {
    for (const id of await marketplaceIds()) await database.tenants.transaction(id, "write", work);
  };
  const handlers: Record<string, JobHandler> = {
    "purge-deliveries": {
      async run() {
        await purgeDeliveries(database.system);
      },
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
    { job: "purge-marketplaces", cron: "30 2 * * *" },
    { job: "rotate-signing-key", cron: "40 2 * * *" },
  ];
  return { handlers, schedules };
}
