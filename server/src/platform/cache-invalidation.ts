import pg from "pg";
import type { Logger } from "pino";
import { notifyProcesses } from "./db/notify.ts";
import type { TenantDb } from "./db/session.ts";
import { limitLines } from "./log-limit.ts";

/** Something that a process holds of marketplaces until some process makes known that what it was read from changed. */
export interface InvalidatedCache {
  /** The channel on which processes tell each other; of those who share one, all are told. */
  readonly channel: string;
  /** False while other processes cannot be heard: then nothing is held. */
  listening: boolean;
  /** Drops what is held of what changed: a marketplace's ID, mostly. */
  forget(changed: string): void | Promise<void>;
  forgetAll(): void | Promise<void>;
}

/** The caches of this process that changes must drop. */
export class Caches {
  readonly #all: readonly InvalidatedCache[];

  constructor(all: readonly InvalidatedCache[]) {
    this.#all = all;
  }

  forget(channel: string, changed: string): void {
    for (const cache of this.#all) if (cache.channel === channel) void cache.forget(changed);
  }
}

/**
 * Drops what is held of the work's marketplace by the cache of a channel: in this process before the reply, in every
 * other one as soon as the commit is made known. To be called by whatever changes what the cache was read from.
 */
export async function invalidate(
  work: {
    readonly db: TenantDb;
    readonly services: { readonly caches: Caches };
    afterCommit(effect: () => void): void;
  },
  channel: string,
): Promise<void> {
  const { marketplaceId } = work.db;
  await notifyProcesses(work.db, channel, marketplaceId);
  work.afterCommit(() => work.services.caches.forget(channel, marketplaceId));
}

/** Pause before a lost connection is tried again. */
const retryMs = 500;
/** Interval at which the connection is asked for a sign of life, and time for one to come: networks drop silently. */
const heartbeatMs = 1_000;
const silenceMs = 3_000;

/**
 * Listens for changes that other processes announce and drops what they concern. While the connection is lost nothing is
 * held, so that no announcement can be missed.
 */
export async function listenForChanges(
  url: string,
  caches: readonly InvalidatedCache[],
  log: Logger,
): Promise<() => Promise<void>> {
  const warn = limitLines((message, data) => log.warn(data ?? {}, message), 10_000);
  const channels = [...new Set(caches.map(({ channel }) => channel))];
  let connection: Connection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const drop = async (cache: InvalidatedCache, announced?: string): Promise<void> => {
    try {
      await (announced === undefined ? cache.forgetAll() : cache.forget(announced));
    } catch (error) {
      warn("cannot read anew what another process changed", {
        reason: (error as Error).message,
        channel: cache.channel,
      });
    }
  };
  const set = (listening: boolean): void => {
    for (const cache of caches) {
      cache.listening = listening;
      void drop(cache);
    }
  };
  const heard = (channel: string, announced: string): void => {
    for (const cache of caches) if (cache.channel === channel) void drop(cache, announced);
  };
  const lost = (error: Error | undefined): void => {
    set(false);
    connection = undefined;
    if (stopped) return;
    warn("cannot hear what other processes change; trying again", { reason: error?.message });
    timer = setTimeout(() => void connect(), retryMs);
  };
  const connect = async (): Promise<void> => {
    connection = new Connection(url, channels, heard, lost);
    if (await connection.listen()) set(true);
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await connection?.close();
  };
}

/** One connection that listens; once lost it is never used again. */
class Connection {
  readonly #client: pg.Client;
  readonly #channels: readonly string[];
  readonly #onLost: (error: Error | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #lost = false;

  constructor(
    url: string,
    channels: readonly string[],
    onNotice: (channel: string, payload: string) => void,
    onLost: (error: Error | undefined) => void,
  ) {
    this.#client = new pg.Client({
      connectionString: url,
      application_name: "orderwell-announcements",
      connectionTimeoutMillis: silenceMs,
      query_timeout: silenceMs,
    });
    this.#channels = channels;
    this.#onLost = onLost;
    this.#client.on("error", (error) => this.#lose(error));
    this.#client.on("end", () => this.#lose());
    this.#client.on("notification", ({ channel, payload }) => onNotice(channel, payload ?? ""));
  }

  /** Tells whether it hears announcements from now on. */
  async listen(): Promise<boolean> {
    try {
      await this.#client.connect();
      await this.#client.query(this.#channels.map((channel) => `listen ${channel}`).join("; "));
    } catch (error) {
      this.#lose(error as Error);
    }
    if (!this.#lost) this.#timer = setTimeout(() => void this.#beat(), heartbeatMs);
    return !this.#lost;
  }

  async #beat(): Promise<void> {
    try {
      await this.#client.query("select 1");
      if (!this.#lost) this.#timer = setTimeout(() => void this.#beat(), heartbeatMs);
    } catch (error) {
      this.#lose(error as Error);
    }
  }

  #lose(error?: Error): void {
    if (this.#lost) return;
    this.#lost = true;
    clearTimeout(this.#timer);
    this.#onLost(error);
    this.#client.end().catch(() => {});
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#lost) return;
    this.#lost = true;
    await this.#client.end();
  }
}
