import { randomUUID } from "node:crypto";
import { type Clock, PgBoss } from "pg-boss";
import { JobsDatabase } from "./database.ts";

/** Tools that a job is given besides its data. */
export interface JobContext {
  readonly id: string;
  /** 1 in the first attempt. */
  readonly attempt: number;
  /** Aborted when the job's time is over or its lease was lost. */
  readonly signal: AbortSignal;
}

/** A kind of work. It may be done more than once for one request of it, so it must be idempotent. */
export interface JobHandler {
  run(data: unknown, context: JobContext): Promise<void>;
  /** Attempts until it is given up and kept as a dead letter. Default 5, with growing pauses from 30 s to 1 h. */
  readonly attempts?: number;
  /** Pause after the first failed attempt, in seconds. Default 30. */
  readonly firstDelaySeconds?: number;
  /** Time that one attempt may take. Default 15 minutes. */
  readonly timeoutSeconds?: number;
  /** Number that a process does at the same time. Default 1. */
  readonly concurrency?: number;
}

/** Times at which a job is requested regularly: once for all processes together. */
export interface Schedule {
  readonly job: string;
  /** Five fields, in UTC: `0 3 * * *` is at three every night. */
  readonly cron: string;
  readonly data?: object;
}

export interface JobsOptions {
  /** Connection string; jobs keep a few connections of their own. */
  readonly url: string;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly schedules: readonly Schedule[];
  readonly log: (message: string, data?: object) => void;
  /** PostgreSQL schema that holds the queue. Default `jobs`. */
  readonly schema?: string;
  /** For tests of what happens at a time. */
  readonly clock?: Clock;
}

export interface EnqueueOptions {
  /** Not before then. */
  readonly after?: Date;
  /** Nothing is added while a job of this kind with the same key waits. */
  readonly key?: string;
}

/** A job that was given up. */
export interface DeadJob {
  readonly id: string;
  readonly job: string;
  readonly data: unknown;
  readonly error: unknown;
}

export interface Jobs {
  /** @returns false when one with the same key was waiting already. */
  enqueue(job: string, data?: object, options?: EnqueueOptions): Promise<boolean>;
  deadJobs(): Promise<DeadJob[]>;
  /** Puts dead jobs back, with all their attempts. @returns how many. */
  retryDeadJobs(job?: string): Promise<number>;
  /** Begins nothing more, and waits half a minute for what runs; what takes longer is done again by another process. */
  stop(): Promise<void>;
}

const deadQueue = "dead-letters";
/** Lease of a running job, renewed at half its time: this long after a process died, its jobs are free again. */
const leaseSeconds = 60;
const stopWithinMs = 30_000;

/**
 * Takes part in the work of the job queue, as one of any number of processes.
 *
 * The queue makes and migrates its tables itself, in a schema of its own.
 */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { url, handlers, schedules, log, schema = "jobs", clock } = options;
  const onError = (error: Error) => log("the job queue has a problem", { reason: error.message });
  const db = new JobsDatabase(url, onError);
  const boss = new PgBoss({
    db,
    schema,
    useListenNotify: true,
    monitorIntervalSeconds: 30,
    registerInstance: false,
    ...(clock && { clock }),
  });
  boss.on("error", onError);
  boss.on("warning", ({ message }) => log(`job queue: ${message}`));
  const stop = async (graceful: boolean): Promise<void> => {
    try {
      await boss.stop({ graceful, timeout: stopWithinMs });
    } finally {
      await db.close();
    }
  };
  try {
    await boss.start();
    await prepareQueues(boss, handlers);
    await prepareSchedules(boss, handlers, schedules);
    for (const [name, handler] of Object.entries(handlers)) await work(boss, name, handler, log);
  } catch (error) {
    await stop(false);
    throw error;
  }
  return {
    async enqueue(job, data = {}, { after, key } = {}) {
      if (!handlers[job]) throw new Error(`There is no job named ${job}`);
      const id = await boss.send(job, data, {
        ...(after && { startAfter: after }),
        // The queue keeps one waiting job per key, and takes a missing key for a key as well.
        singletonKey: key ?? randomUUID(),
      });
      return id !== null;
    },
    async deadJobs() {
      const dead = await boss.findJobs(deadQueue);
      return dead.map(({ id, sourceName, data, sourceOutput }) => ({
        id,
        job: sourceName ?? "",
        data,
        error: sourceOutput,
      }));
    },
    retryDeadJobs: (job) => boss.redrive(deadQueue, job === undefined ? {} : { sourceName: job }),
    stop: () => stop(true),
  };
}

async function prepareQueues(boss: PgBoss, handlers: JobsOptions["handlers"]): Promise<void> {
  await boss.createQueue(deadQueue, { retentionSeconds: 30 * 86_400 });
  for (const [name, { attempts = 5, firstDelaySeconds = 30, timeoutSeconds = 900 }] of Object.entries(handlers)) {
    const settings = {
      retryLimit: attempts - 1,
      retryDelay: firstDelaySeconds,
      retryBackoff: true,
      retryDelayMax: 3_600,
      expireInSeconds: timeoutSeconds,
      heartbeatSeconds: leaseSeconds,
      deleteAfterSeconds: 3 * 86_400,
      deadLetter: deadQueue,
      notify: true,
    };
    await boss.createQueue(name, { policy: "short", ...settings });
    // The queue may be there since an earlier version that had other settings.
    await boss.updateQueue(name, settings);
  }
}

async function prepareSchedules(
  boss: PgBoss,
  handlers: JobsOptions["handlers"],
  schedules: readonly Schedule[],
): Promise<void> {
  for (const { name, key } of await boss.getSchedules()) {
    if (!schedules.some(({ job }) => job === name)) await boss.unschedule(name, key);
  }
  for (const { job, cron, data = {} } of schedules) {
    if (!handlers[job]) throw new Error(`A schedule names the job ${job}, which does not exist`);
    await boss.schedule(job, cron, data, { tz: "UTC", missed: "once" });
  }
}

async function work(boss: PgBoss, name: string, handler: JobHandler, log: JobsOptions["log"]): Promise<void> {
  const options = {
    includeMetadata: true,
    localConcurrency: handler.concurrency ?? 1,
    // New jobs are notified of; those whose time has come are only found by looking.
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
  } as const;
  await boss.work<unknown, void, typeof options>(name, options, async ([job]) => {
    if (!job) return;
    const attempt = job.retryCount + 1;
    try {
      await handler.run(job.data, { id: job.id, attempt, signal: job.signal });
    } catch (error) {
      log("a job failed", { job: name, id: job.id, attempt, reason: (error as Error).message });
      throw error;
    }
  });
}
