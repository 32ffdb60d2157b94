import { setTimeout as sleep } from "node:timers/promises";
import type { housekeeping } from "./housekeeping.ts";
import type { Database } from "./platform/db/database.ts";
import { Statistics } from "./platform/db/statistics.ts";
import { type Jobs, startJobs } from "./platform/jobs/jobs.ts";
import type { WriteLine } from "./platform/log-limit.ts";
import type { GivenUp } from "./platform/outbox/delivery.ts";
import type { Outbox } from "./platform/outbox/outbox.ts";
import type { RelayOptions } from "./platform/outbox/relay.ts";

/** Times of deliveries that may differ from the usual ones. */
export type DeliveryTimes = Partial<Pick<RelayOptions, "leaseMs" | "pollMs" | "delays">>;

/** Pause before scheduled work that could not begin, since the database was away, is tried again. */
const retryMs = 1_000;

/** Scheduled work and deliveries; ends after finishing what is under way. */
export function startBackground(
  database: Database,
  outbox: Outbox,
  givingUp: (delivery: GivenUp) => Promise<void>,
  chores: ReturnType<typeof housekeeping>,
  log: WriteLine,
  deliveries: DeliveryTimes | undefined,
): { jobs(): Promise<Jobs | undefined>; stop(): Promise<void> } {
  outbox.start(database.system, { log, givingUp, ...deliveries });
  const statistics = new Statistics(database.system, log);
  statistics.start();
  const stopped = new AbortController();
  const begin = async (): Promise<Jobs | undefined> => {
    while (!stopped.signal.aborted) {
      try {
        return await startJobs({ url: database.url, ...chores, log });
      } catch (error) {
        log("scheduled work does not run yet", { reason: (error as Error).message });
        await sleep(retryMs, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
    return undefined;
  };
  const begun = begin();
  return {
    jobs: () => begun,
    async stop() {
      stopped.abort();
      await Promise.all([outbox.stop(), statistics.stop(), begun.then((jobs) => jobs?.stop())]);
    },
  };
}
