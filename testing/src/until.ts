import { setTimeout as pause } from "node:timers/promises";

/** Far beyond what anything takes on a busy machine, and far below what tokens, caches and sleeping deliveries last. */
const patienceMs = 90_000;
const [shortest, longest] = [2, 50];
/** The clock itself, not what a test puts in its place: while that stands still, nobody would ever have waited long enough. */
const now = performance.now.bind(performance);

/**
 * Waits until something has happened, however long it takes where others are at work: asks for it over and over.
 *
 * @param find what is waited for; nothing or false while it is not there.
 * @param missing says what is wrong as long as it is not there.
 */
export async function until<Found>(
  find: () => Found | false | undefined | Promise<Found | false | undefined>,
  missing: string | (() => string),
): Promise<Found> {
  const end = now() + patienceMs;
  for (let ms = shortest; ; ms = Math.min(ms * 1.5, longest)) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (now() > end) throw new Error(`Waited in vain: ${typeof missing === "string" ? missing : missing()}`);
    await pause(ms);
  }
}
