import type { JobHandler, Schedule } from "../../platform/jobs/jobs.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { remind } from "./reminders.ts";
import { runSubscription } from "./run.ts";
import { type Candidate, dueSubscriptions, subscriptionsToRemind } from "./runs.store.ts";
import type { SubscriptionServices, SubscriptionSettings } from "./service.ts";

export interface SubscriptionJobParts {
  readonly works: Works;
  readonly services: SubscriptionServices;
  /** IDs of marketplaces whose subscriptions make orders. */
  marketplaces(): Promise<readonly string[]>;
  readonly log: (message: string, data?: object) => void;
}

/** Circumstances of an errand. */
interface Circumstances extends SubscriptionSettings {
  /** Whoever asked by hand wants what failed to be tried again now. */
  readonly again: boolean;
}

/** Something that is done for subscriptions one by one. */
interface Errand {
  find(work: Work, circumstances: Circumstances, after: Candidate | undefined): Promise<readonly Candidate[]>;
  carryOut(work: Work, key: number, circumstances: Circumstances): Promise<void>;
}

/** Subscriptions that a marketplace gets its turn for. */
const turn = 25;

const errands: readonly Errand[] = [
  {
    find: ({ db, now }, { again }, after) => dueSubscriptions(db, now, again, after, turn),
    carryOut: (work, key, circumstances) => runSubscription(work, key, circumstances, circumstances.again),
  },
  {
    find: async ({ db, now }, { notificationDays: days }, after) =>
      days === null ? [] : subscriptionsToRemind(db, now, days, after, turn),
    carryOut: async (work, key, { notificationDays: days }) => (days === null ? undefined : remind(work, key, days)),
  },
];

/** How far a marketplace has come with an errand. */
interface Lane {
  readonly marketplaceId: string;
  readonly errand: Errand;
  readonly after?: Candidate;
}

const actor = systemActor("subscriptions");

/** The name of the job, and when it is requested. */
export const subscriptionSchedules: readonly Schedule[] = [{ job: "subscriptions", cron: "5 * * * *" }];

/**
 * The hourly job: makes orders that are due and reminds of those that are near, a few of each marketplace in rotation, so that
 * one with very many holds up no other. Each subscription is a transaction of its own; what fails is tried again with the job,
 * and what is done is passed over. Several processes may do it at the same time.
 *
 * @param options.again what failed is tried again, however little time has passed.
 * @throws Error when some could not be carried out.
 */
export async function runSubscriptions(
  { works, services, marketplaces, log }: SubscriptionJobParts,
  { signal, again = false }: { readonly signal?: AbortSignal; readonly again?: boolean } = {},
): Promise<void> {
  let failed = 0;
  let lanes: readonly Lane[] = (await marketplaces()).flatMap((marketplaceId) =>
    errands.map((errand) => ({ marketplaceId, errand })),
  );
  while (lanes.length > 0) {
    const going: Lane[] = [];
    for (const lane of lanes) {
      if (signal?.aborted) return;
      const { marketplaceId, errand, after } = lane;
      const attempt = <Result>(act: () => Promise<Result>): Promise<Result | undefined> =>
        act().catch((error: unknown) => {
          failed++;
          log("a subscription could not be carried out", { marketplaceId, reason: (error as Error).message });
          return undefined;
        });
      const found = await attempt(() =>
        works.run(marketplaceId, actor, "read", async (work) => {
          const settings = await services.settings(work.db);
          if (settings === undefined) return undefined;
          const circumstances = { ...settings, again };
          return { circumstances, candidates: await errand.find(work, circumstances, after) };
        }),
      );
      if (found === undefined) continue;
      for (const { key } of found.candidates)
        await attempt(() =>
          works.run(marketplaceId, actor, "write", (work) => errand.carryOut(work, key, found.circumstances)),
        );
      const last = found.candidates.at(-1);
      if (found.candidates.length === turn && last !== undefined) going.push({ ...lane, after: last });
    }
    lanes = going;
  }
  if (failed > 0) throw new Error(`${failed} subscriptions could not be carried out`);
}

/** The job for the queue. */
export const subscriptionJobs = (parts: SubscriptionJobParts): Readonly<Record<string, JobHandler>> => ({
  subscriptions: {
    // Orders of a hundred thousand subscriptions are made within it.
    timeoutSeconds: 3_300,
    run: (_data, { signal }) => runSubscriptions(parts, { signal }),
  },
});
