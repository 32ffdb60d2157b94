import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Connections } from "./connections.ts";
import { ReadSession } from "./read-session.ts";
import { type Binding, Session, type TenantDb } from "./session.ts";
import type { TransactionMode } from "./terms.ts";
import { ownWork, type Terms } from "./terms.ts";

/** Deadlocks and serialization failures: the same work succeeds when it is done again. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "40P01" || code === "40001";
}

/** A row was to refer to one that has gone, or one was to go that another row has come to refer to. */
const isBrokenReference = (error: unknown): boolean => (error as { code?: unknown }).code === "23503";

/** Times that work is done at most: what it broke by itself, and what collides with others', which many may do with the same rows. */
const attempts = { own: 4, transient: 8 };
/** Longest pause before work that collided is done again, in milliseconds, for each time that it did: those that met part. */
const pauseMs = 20;

/** The database of the platform, entered one marketplace at a time. */
export class Tenants {
  readonly #connections: Connections;
  readonly #binding: Binding;

  constructor(connections: Connections, binding: Binding) {
    this.#connections = connections;
    this.#binding = binding;
  }

  /**
   * Runs `work` in a marketplace. What it writes is kept whole, or not at all. Work that a deadlock, a serialization failure
   * or what it said itself (`doAgainAfter`) broke is done again, so it must have no effect outside the database.
   *
   * So is, once, what broke a reference: what the work looked up was there then, and has gone meanwhile. The second time it
   * finds out by itself, and says what is missing by type and ID.
   *
   * @throws ApiError as `Connections.take`, beside what `work` throws.
   */
  async transaction<Result>(
    marketplaceId: string,
    mode: TransactionMode,
    work: (db: TenantDb) => Promise<Result>,
    terms: Terms = ownWork,
  ): Promise<Result> {
    if (mode === "read") return work(new ReadSession(this.#connections, this.#binding, marketplaceId, terms));
    for (let attempt = 1; ; attempt++) {
      const session = new Session(this.#connections, this.#binding, marketplaceId, mode, terms, attempt > 1);
      try {
        const result = await work(session);
        // A snapshot has nothing to lose: its reply need not wait for the end of the transaction.
        if (mode === "snapshot") session.commit().catch(() => {});
        else await session.commit();
        return result;
      } catch (error) {
        await session.abandon();
        const transient = isTransient(error);
        const again = transient || session.isPassing(error, attempt) || (attempt === 1 && isBrokenReference(error));
        if (!again || attempt >= (transient ? attempts.transient : attempts.own)) throw error;
        if (transient && attempt > 1) await pause(randomInt(pauseMs * attempt));
      }
    }
  }
}
