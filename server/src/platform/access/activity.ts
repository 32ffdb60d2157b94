import type { Clock } from "../clock.ts";
import type { TenantDb } from "../db/session.ts";
import type { Tenants } from "../db/tenants.ts";

/** Writes down that users of a marketplace were active at a time. */
export type WriteActivity = (db: TenantDb, userKeys: readonly number[], at: Date) => Promise<void>;

/** Pause between two notes that one token is in use. */
const noteEveryMs = 120_000;
/** Notes are written together, so many milliseconds after the first of them. */
const gatherMs = 2_000;

/** Time at which a token was last noted to be in use, in milliseconds. */
export interface Noted {
  notedAt: number;
}

/**
 * Notes who is active, to a few minutes, without a write in any request: notes wait in memory and are written together. What
 * a killed process had not written yet is lost, and noted again with the next requests.
 */
export class Activity {
  readonly #tenants: Tenants;
  readonly #write: WriteActivity;
  readonly #clock: Clock;
  readonly #onError: (error: Error) => void;
  #waiting = new Map<string, Set<number>>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(tenants: Tenants, write: WriteActivity, clock: Clock, onError: (error: Error) => void) {
    this.#tenants = tenants;
    this.#write = write;
    this.#clock = clock;
    this.#onError = onError;
  }

  /**
   * Notes a user whose token is in use, unless that was noted a moment ago.
   *
   * @param now in milliseconds.
   */
  note(marketplaceId: string, userKey: number, token: Noted, now: number): void {
    if (now - token.notedAt < noteEveryMs) return;
    token.notedAt = now;
    const users = this.#waiting.get(marketplaceId);
    if (users === undefined) this.#waiting.set(marketplaceId, new Set([userKey]));
    else users.add(userKey);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs).unref();
  }

  /** Writes what waits; resolves when it is written. Failures are reported, not thrown. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const notes = this.#waiting;
    this.#waiting = new Map();
    this.#writing = this.#writing.then(() => this.#writeAll(notes));
    return this.#writing;
  }

  async #writeAll(notes: ReadonlyMap<string, ReadonlySet<number>>): Promise<void> {
    for (const [marketplaceId, users] of notes) {
      try {
        await this.#tenants.transaction(marketplaceId, "write", (db) => this.#write(db, [...users], this.#clock.now()));
      } catch (error) {
        this.#onError(error as Error);
      }
    }
  }
}
