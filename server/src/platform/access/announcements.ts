import pg from "pg";
import type { Logger } from "pino";
import { type Access, accessChannel } from "./access.ts";
import { type KeyRing, keysChannel } from "./keys.ts";

/** Pause before a lost connection is tried again. */
const retryMs = 500;
/** How often the connection is asked for a sign of life, and for how long one may fail to come: networks drop silently. */
const heartbeatMs = 1_000;
const silenceMs = 3_000;

/** What is kept in this process and changes in others. */
export interface Kept {
  readonly access: Access;
  readonly keys: KeyRing;
}

/**
 * Listens for what other processes announce: callers who must be looked up anew, and new signing keys. While the
 * connection is lost nothing is kept about callers, so that no announcement can be missed.
 */
export async function listenForAnnouncements(url: string, kept: Kept, log: Logger): Promise<() => Promise<void>> {
  const { access } = kept;
  let connection: Connection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const readKeys = (): void => {
    kept.keys.reload().catch((error: Error) => log.warn({ err: error }, "cannot read the signing keys"));
  };
  const heard = (channel: string, payload: string): void => {
    if (channel === accessChannel) access.forget(payload);
    else readKeys();
  };
  const lost = (error: Error | undefined): void => {
    access.listening = false;
    access.forgetAll();
    connection = undefined;
    if (stopped) return;
    log.warn({ err: error }, "cannot hear announcements of other processes; trying again");
    timer = setTimeout(() => void connect(), retryMs);
  };
  const connect = async (): Promise<void> => {
    connection = new Connection(url, heard, lost);
    if (!(await connection.listen())) return;
    access.forgetAll();
    access.listening = true;
    readKeys();
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
  readonly #onLost: (error: Error | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #lost = false;

  constructor(
    url: string,
    onNotice: (channel: string, payload: string) => void,
    onLost: (error: Error | undefined) => void,
  ) {
    this.#client = new pg.Client({
      connectionString: url,
      application_name: "orderwell-announcements",
      connectionTimeoutMillis: silenceMs,
      query_timeout: silenceMs,
    });
    this.#onLost = onLost;
    this.#client.on("error", (error) => this.#lose(error));
    this.#client.on("end", () => this.#lose());
    this.#client.on("notification", ({ channel, payload }) => onNotice(channel, payload ?? ""));
  }

  /** Whether it hears announcements from now on. */
  async listen(): Promise<boolean> {
    try {
      await this.#client.connect();
      await this.#client.query(`listen ${accessChannel}; listen ${keysChannel}`);
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
