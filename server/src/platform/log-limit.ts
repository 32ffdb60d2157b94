import { LRUCache } from "lru-cache";

/** Writes a line of the log; `reason` in its data tells lines of one kind apart. */
export type WriteLine = (message: string, data?: object) => void;

interface Recent {
  readonly at: number;
  heldBack: number;
}

/** Kinds of lines that are told apart; with more, what was held back of the oldest goes uncounted. */
const kindsKept = 200;

/**
 * Lets lines of one kind, with one reason, pass once in an interval, so that what fails for everybody at once fills no disk. A
 * line says how many like it were held back before (`heldBack`).
 */
export function limitLines(write: WriteLine, everyMs = 1_000, now: () => number = () => performance.now()): WriteLine {
  const recent = new LRUCache<string, Recent>({ max: kindsKept });
  return (message, data) => {
    const kind = `${message} ${(data as { readonly reason?: string } | undefined)?.reason ?? ""}`;
    const last = recent.peek(kind);
    if (last !== undefined && now() - last.at < everyMs) {
      last.heldBack++;
      return;
    }
    recent.set(kind, { at: now(), heldBack: 0 });
    write(message, last === undefined || last.heldBack === 0 ? data : { ...data, heldBack: last.heldBack });
  };
}
