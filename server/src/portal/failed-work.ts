import type { FailedDelivery, FailedJob } from "@orderwell/contract";
import { formatInstant } from "../platform/dates.ts";
import type { DeadJob } from "../platform/jobs/jobs.ts";
import type { DeadLetter } from "../platform/outbox/store.ts";

/** Work in the background that was given up; the application supplies it. */
export interface FailedWork {
  /** Deliveries of a marketplace, the latest first. */
  deliveries(marketplaceId: string): Promise<readonly DeadLetter[]>;
  /** Delivers one once more, with all its attempts. @returns false when there is none. */
  redeliver(marketplaceId: string, id: string): Promise<boolean>;
  jobs(): Promise<readonly DeadJob[]>;
  /** Does all of them once more. @returns how many. */
  retryJobs(): Promise<number>;
}

/** A delivery as its marketplace's owner sees it; what it says stays unsaid, since it may hold codes that open accounts. */
export const failedDelivery = (letter: DeadLetter): FailedDelivery => ({
  ID: letter.id,
  Subscriber: letter.subscriber,
  Type: letter.type,
  About: letter.key,
  DateAnnounced: formatInstant(letter.announcedAt),
  DateGivenUp: formatInstant(letter.endedAt),
  Attempts: letter.attempts,
  Error: letter.error,
});

/** A job as whoever runs the platform sees it. */
export const failedJob = ({ id, job, error }: DeadJob): FailedJob => ({
  ID: id,
  Job: job,
  Error: (error as { readonly message?: string } | null)?.message ?? null,
});
