import pg from "pg";
import type { Logger } from "pino";
import type { TenantDb } from "./db/session.ts";
import { sql } from "./db/sql.ts";

/** What a process keeps of marketplaces, each until some process announces that what it was read from has changed. */
export interface Kept {
  /** The channel on which processes tell each other. */
  readonly channel: string;
  /** False while announcements cannot be heard: then nothing is kept. */
  listening: boolean;
  /** Drops what is kept of a marketplace. */
  forget(marketplaceId: string): void;
  forgetAll(): void;
}

/**
 * To be called by whatever changes what was kept. Takes effect in this process before the reply, in every other one as
 * soon as the commit is announced.
 */
export async function announceChange(
  call: { readonly db: TenantDb; afterCommit(work: () => void): void },
  kept: Kept,
): Promise<void> {
  const { marketplaceId } = call.db;
  await call.db.run(sql`select pg_notify(${kept.channel}, ${marketplaceId})`);
  call.afterCommit(() => kept.forget(marketplaceId));
}

/** Pause before a lost connection is tried again. */
const retryMs = 500;

/**
 * Listens for changes that other processes announce and drops what they concern. While the connection is lost nothing is
 * kept, so that no announcement can be missed.
 */
export async function listenForChanges(url: string, all: readonly Kept[], log: Logger): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const set = (listening: boolean): void => {
    for (const kept of all) {
      kept.listening = listening;
      kept.forgetAll();
    }
  };
  const lost = (): void => {
    set(false);
    client = undefined;
    if (!stopped) timer = setTimeout(() => void connect(), retryMs);
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: "orderwell-announcements" });
    let ended = false;
    const end = (): void => {
      if (!ended) lost();
      ended = true;
    };
    next.on("error", end);
    next.on("end", end);
    next.on("notification", ({ channel, payload }) =>
      all.find((kept) => kept.channel === channel)?.forget(payload ?? ""),
    );
    try {
      await next.connect();
      for (const { channel } of all) await next.query(`listen ${channel}`);
      client = next;
      set(true);
    } catch (error) {
      log.warn({ err: error }, "cannot listen for changes");
      next.end().catch(() => {});
      end();
    }
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}
