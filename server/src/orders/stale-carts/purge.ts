import { invalidateAccess } from "../../platform/access/access.ts";
import type { JobHandler, Schedule } from "../../platform/jobs/jobs.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Works } from "../../platform/work/works.ts";
import { deleteOrder } from "../order/remove.store.ts";
import { type CartPlace, holdStaleCarts, type Untouched } from "./carts.store.ts";

/** Days that nobody touches unsubmitted orders for until they are deleted, by kind; 0: they stay. */
export interface CartDays {
  /** Without lines. */
  readonly empty: number;
  /** With lines, of visitors without an account. */
  readonly anonymous: number;
  /** With lines, of everybody else. */
  readonly other: number;
}

export interface CartPurgeParts {
  readonly works: Works;
  readonly days: CartDays;
  /** IDs of all marketplaces. */
  marketplaces(): Promise<readonly string[]>;
  readonly log: (message: string, data?: object) => void;
}

/** Carts that are deleted in one transaction, after which the next marketplace has its turn. */
export const cartsAtOnce = 25;

const dayMs = 24 * 60 * 60_000;

const actor = systemActor("purge-carts");

/** The name of the job, and when it is requested. */
export const cartSchedules: readonly Schedule[] = [{ job: "purge-carts", cron: "50 2 * * *" }];

interface Lane {
  readonly marketplaceId: string;
  readonly after?: CartPlace;
}

/**
 * The nightly job: deletes orders that nobody submitted and nobody has touched for long
 * (docs/behaviour/housekeeping.md), as a user would delete them, a few of each marketplace in rotation, so that one with very
 * many holds up no other. Several processes may do it at the same time.
 *
 * @param options.now Default: the clock's time.
 * @throws Error when marketplaces could not be gone through to the end; the others were.
 */
export async function purgeCarts(
  { works, days, marketplaces, log }: CartPurgeParts,
  { signal, now }: { readonly signal?: AbortSignal; readonly now?: Date } = {},
): Promise<void> {
  const origin = now === undefined ? {} : { now };
  let failed = 0;
  let lanes: readonly Lane[] = (await marketplaces()).map((marketplaceId) => ({ marketplaceId }));
  while (lanes.length > 0) {
    const going: Lane[] = [];
    for (const { marketplaceId, after } of lanes) {
      if (signal?.aborted) return;
      try {
        const found = await works.run(
          marketplaceId,
          actor,
          "write",
          async (work) => {
            const { db, now: today } = work;
            const carts = await holdStaleCarts(db, untouched(days, today), after, cartsAtOnce);
            if (carts.some(({ invited }) => invited)) await invalidateAccess(work);
            for (const { id, ...cart } of carts)
              deleteOrder(db, { ...cart, ID: id, Status: "Unsubmitted", IsSubmitted: false }, 0);
            return carts;
          },
          origin,
        );
        const last = found.at(-1);
        if (found.length === cartsAtOnce && last !== undefined) going.push({ marketplaceId, after: last });
      } catch (error) {
        failed++;
        log("stale carts could not be deleted", { marketplaceId, reason: (error as Error).message });
      }
    }
    lanes = going;
  }
  if (failed > 0) throw new Error(`Stale carts of ${failed} marketplaces could not be deleted`);
}

function untouched({ empty, anonymous, other }: CartDays, now: Date): Untouched {
  const before = (days: number): Date | null => (days === 0 ? null : new Date(now.getTime() - days * dayMs));
  return { empty: before(empty), anonymous: before(anonymous), other: before(other) };
}

/** The job for the queue. */
export const cartJobs = (parts: CartPurgeParts): Readonly<Record<string, JobHandler>> => ({
  "purge-carts": {
    // The first night after an update may find the carts of years.
    timeoutSeconds: 3_300,
    run: (_data, { signal }) => purgeCarts(parts, { signal }),
  },
});
