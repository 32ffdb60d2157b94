import type { Logger } from "pino";
import { listen } from "./db/listen.ts";
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

/**
 * Listens for changes that other processes announce and drops what they concern. While the connection is lost nothing is
 * held, so that no announcement can be missed.
 */
export function listenForChanges(
  url: string,
  caches: readonly InvalidatedCache[],
  log: Logger,
): Promise<() => Promise<void>> {
  const warn = limitLines((message, data) => log.warn(data ?? {}, message), 10_000);
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
  return listen(url, [...new Set(caches.map(({ channel }) => channel))], "orderwell-announcements", {
    heard(channel, announced) {
      for (const cache of caches) if (cache.channel === channel) void drop(cache, announced);
    },
    listening: () => set(true),
    lost(error) {
      set(false);
      warn("cannot hear what other processes change; trying again", { reason: error?.message });
    },
  });
}
