import { randomBytes, randomUUID } from "node:crypto";

/** Source of new identifiers; tests may supply their own. */
export interface Ids {
  /** 22 characters, URL-safe: the form of generated object IDs. */
  next(): string;
  /** A lower-case GUID: API client IDs, refresh tokens, log IDs. */
  guid(): string;
}

/** Random bytes that are drawn at once: to draw them costs the same for a few as for thousands. */
const drawnBytes = 4_096;
let drawn = Buffer.alloc(0);
let used = 0;

/** A text of that many random bytes, in base64url. */
export function randomText(bytes: number): string {
  if (used + bytes > drawn.length) {
    drawn = randomBytes(drawnBytes);
    used = 0;
  }
  const from = used;
  used += bytes;
  const text = drawn.toString("base64url", from, used);
  // What has been given away is nobody else's to read.
  drawn.fill(0, from, used);
  return text;
}

/**
 * Random IDs. One that starts or ends with `-` is drawn again, so that it can be selected and copied as one word.
 */
export const randomIds: Ids = {
  next() {
    for (;;) {
      const id = randomText(16);
      if (!id.startsWith("-") && !id.endsWith("-")) return id;
    }
  },
  guid: randomUUID,
};

/** Letters, digits, `-` and `_`, up to 100 of them (docs/behaviour/conventions.md §4). */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,100}$/.test(text);

/**
 * Tells whether two IDs name the same object, in whatever case; none names what none does
 * (docs/behaviour/conventions.md §4).
 */
export const sameId = (one: string | null | undefined, other: string | null | undefined): boolean =>
  (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
