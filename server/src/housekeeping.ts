import type pg from "pg";
import type { KeyRing } from "./platform/access/keys.ts";
import type { Clock } from "./platform/clock.ts";
import type { JobHandler, Schedule } from "./platform/jobs/jobs.ts";
import { purgeDeliveries } from "./platform/outbox/outbox.ts";
import { systemActor } from "./platform/work/actor.ts";
import type { Work } from "./platform/work/work.ts";
import type { Works } from "./platform/work/works.ts";

/** Deletes what a marketplace no longer needs. */
export type Purge = (work: Work) => Promise<void>;

export interface Chores {
  readonly works: Works;
  /** IDs of all marketplaces. */
  marketplaceIds(): Promise<readonly string[]>;
  /** Chores that domains want done in each marketplace. */
  readonly purges: readonly Purge[];
  readonly keys: KeyRing;
  /** Days until a signing key is replaced; 0: never. */
  readonly keyDays: number;
  /** Deletes changes of all marketplaces that are old. Default: nothing. */
  purgeChanges?(): Promise<void>;
  /** Jobs that domains bring, and when they are requested. */
  readonly jobs?: { readonly handlers: Readonly<Record<string, JobHandler>>; readonly schedules: readonly Schedule[] };
}

const dayMs = 24 * 60 * 60_000;

/** Chores that the platform does by itself, every night, and jobs of domains. */
export function housekeeping(system: pg.Pool, clock: Clock, chores: Chores) {
  const { works, marketplaceIds, purges, keys, keyDays, jobs } = chores;
  const handlers: Record<string, JobHandler> = {
    "purge-deliveries": {
      async run() {
        await purgeDeliveries(system);
        await chores.purgeChanges?.();
      },
    },
    "rotate-signing-key": {
      async run() {
        if (keyDays > 0) await keys.rotate(new Date(clock.now().getTime() - keyDays * dayMs));
      },
    },
    "purge-marketplaces": {
      async run() {
        const actor = systemActor("purge-marketplaces");
        for (const id of await marketplaceIds()) for (const purge of purges) await works.run(id, actor, "write", purge);
      },
    },
  };
  const schedules: Schedule[] = [
    { job: "purge-deliveries", cron: "10 2 * * *" },
    { job: "purge-marketplaces", cron: "30 2 * * *" },
    { job: "rotate-signing-key", cron: "40 2 * * *" },
  ];
  return { handlers: { ...handlers, ...jobs?.handlers }, schedules: [...schedules, ...(jobs?.schedules ?? [])] };
}
