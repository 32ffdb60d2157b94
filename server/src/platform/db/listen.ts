import pg from "pg";

/** What is told of the announcements of some channels, and of the connection that hears them. */
export interface Listener {
  heard(channel: string, announced: string): void;
  /** From now on nothing is missed; what was announced before may have been. */
  listening(): void;
  /** Until further notice nothing is heard. @param error why; none where the database closed the connection. */
  lost(error: Error | undefined): void;
}

/** Pause before a lost connection is tried again. */
const retryMs = 500;
/** Interval at which the connection is asked for a sign of life, and time for one to come: networks drop silently. */
const heartbeatMs = 1_000;
const silenceMs = 3_000;

/**
 * Listens on channels by a connection of its own, and by another one whenever that is lost.
 *
 * @param name of the connection, as the database shows it.
 * @returns when it listens, or was refused the first time, what ends it.
 */
export async function listen(
  url: string,
  channels: readonly string[],
  name: string,
  listener: Listener,
): Promise<() => Promise<void>> {
  let connection: Connection | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const lost = (error: Error | undefined): void => {
    connection = undefined;
    listener.lost(error);
    if (!stopped) timer = setTimeout(() => void connect(), retryMs);
  };
  const connect = async (): Promise<void> => {
    connection = new Connection(url, channels, name, listener.heard, lost);
    if (await connection.listen()) listener.listening();
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
    name: string,
    onNotice: (channel: string, payload: string) => void,
    onLost: (error: Error | undefined) => void,
  ) {
    this.#client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: silenceMs,
      query_timeout: silenceMs,
    });
    this.#channels = channels;
    this.#onLost = onLost;
    // For as long as there is a client: what the database said last may be read after it was let go.
    this.#client.on("error", (error) => this.#lose(error));
    this.#client.on("end", () => this.#lose());
    this.#client.on("notification", ({ channel, payload }) => onNotice(channel, payload ?? ""));
  }

  /** Tells whether it hears announcements from now on. */
  async listen(): Promise<boolean> {
    try {
      await this.#client.connect();
      await this.#client.query(this.#channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join("; "));
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
