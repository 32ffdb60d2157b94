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
  /** Drops what is kept of what was announced: a marketplace's ID, mostly. */
  forget(announced: string): void | Promise<void>;
  forgetAll(): void | Promise<void>;
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
  call.afterCommit(() => void kept.forget(marketplaceId));
}

/** Pause before a lost connection is tried again. */
const retryMs = 500;
/** How often the connection is asked for a sign of life, and for how long one may fail to come: networks drop silently. */
const heartbeatMs = 1_000;
const silenceMs = 3_000;

/**
 * Listens for changes that other processes announce and drops what they concern. While the connection is lost nothing is
 * kept, so that no announcement can be missed.
 */
export async function listenForChanges(url: string, all: readonly Kept[], log: Logger): Promise<() => Promise<void>> {
  const channels = all.map(({ channel }) => channel);
  let connection: Connection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const drop = async (kept: Kept, announced?: string): Promise<void> => {
    try {
      await (announced === undefined ? kept.forgetAll() : kept.forget(announced));
    } catch (error) {
      log.warn({ err: error, channel: kept.channel }, "cannot read anew what another process changed");
    }
  };
  const set = (listening: boolean): void => {
    for (const kept of all) {
      kept.listening = listening;
      void drop(kept);
    }
  };
  const heard = (channel: string, announced: string): void => {
    for (const kept of all) if (kept.channel === channel) void drop(kept, announced);
  };
  const lost = (error: Error | undefined): void => {
    set(false);
    connection = undefined;
    if (stopped) return;
    log.warn({ err: error }, "cannot hear announcements of other processes; trying again");
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

  /** Whether it hears announcements from now on. */
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
    this.#lost = true;
    await this.#client.end();
  }
}
