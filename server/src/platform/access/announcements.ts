import pg from "pg";
import type { Logger } from "pino";
import { type Access, accessChannel } from "./access.ts";

/** Pause before a lost connection is tried again. */
const retryMs = 500;

/**
 * Listens for changes that other processes announce and drops what is kept about the callers they concern. While the
 * connection is lost nothing is kept, so that no announcement can be missed.
 */
export async function listenForAccessChanges(url: string, access: Access, log: Logger): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const lost = (): void => {
    access.listening = false;
    access.forgetAll();
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
    next.on("notification", ({ payload }) => access.forget(payload ?? ""));
    try {
      await next.connect();
      await next.query(`listen ${accessChannel}`);
      client = next;
      access.forgetAll();
      access.listening = true;
    } catch (error) {
      log.warn({ err: error }, "cannot listen for access changes");
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
