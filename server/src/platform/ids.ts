import { randomBytes, randomUUID } from "node:crypto";

/** Source of new identifiers; tests may supply their own. */
export interface Ids {
  /** 22 characters, URL-safe: the form of generated object IDs. */
  next(): string;
  /** A lower-case GUID: API client IDs, refresh tokens, log IDs. */
  guid(): string;
}

/**
 * Random IDs. One that starts or ends with `-` is drawn again, so that it can be selected and copied as one word.
 */
export const randomIds: Ids = {
  next() {
    for (;;) {
      const id = randomBytes(16).toString("base64url");
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
