import type { Socket } from "node:net";
import type pg from "pg";
import { apiError } from "../errors/api-error.ts";
import { type TurnFigures, Turns } from "../turns.ts";
import { cancelStatements } from "./cancel.ts";
import type { StatementLimits, Terms, TransactionMode } from "./terms.ts";

/** Bounds of what marketplaces take of the database. */
export interface ConnectionOptions {
  /** Longest wait for one, in milliseconds. Default 10 seconds. */
  readonly waitMs?: number;
  readonly limits?: StatementLimits;
}

/** Numbers that metrics show of the connections. */
export interface ConnectionFigures extends TurnFigures {
  /** Reads given up since their client had gone. */
  readonly cancelled: number;
  /** Connections closed since their transaction took too long altogether. */
  readonly overdue: number;
}

export const defaultLimits: StatementLimits = { shopper: 10_000, administrator: 30_000, job: 600_000 };

/** Waiting of one marketplace, and of all together: more than that is no burst, and each holds its request in memory. */
const waitingEach = 250;
const waitingAll = 2_500;

/** Interval at which connections in use are looked at. */
const lookMs = 200;

/**
 * Time for a transaction as a multiple of that for a statement, and what comes on top. The database ends statements, and
 * sessions that do nothing, by itself: this is for one that cannot be reached any more.
 */
const statementsInTurn = 3;
const silenceMs = 5_000;

/** Share of the connections that heavy reads may take, of all marketplaces together. */
const heavyShare = 0.3;

/** A connection, for as long as somebody uses it. */
export class Lease {
  readonly client: pg.PoolClient;
  readonly terms: Terms;
  readonly marketplaceId: string;
  readonly mode: TransactionMode;
  readonly since = performance.now();
  cancelled = false;
  readonly #end: (lease: Lease) => void;

  constructor(
    client: pg.PoolClient,
    marketplaceId: string,
    mode: TransactionMode,
    terms: Terms,
    end: (lease: Lease) => void,
  ) {
    this.client = client;
    this.marketplaceId = marketplaceId;
    this.mode = mode;
    this.terms = terms;
    this.#end = end;
  }

  /** Gives it back. @param lost when it is of no more use to anybody. */
  release(lost = false): void {
    // A cancellation may still be on its way: it must not end what somebody else does.
    this.client.release(lost || this.cancelled);
    this.#end(this);
  }
}

/**
 * The connections that marketplaces share: handed out in turns, so that none takes all of them, and watched while they are
 * in use. Reads whose client has gone are given up.
 */
export class Connections {
  readonly #pool: pg.Pool;
  readonly #turns: Turns;
  readonly #leases = new Set<Lease>();
  readonly limits: StatementLimits;
  #timer: NodeJS.Timeout | undefined;
  #cancelled = 0;
  #overdue = 0;

  /** @param pool used by nobody else; its sessions end statements after the time that shoppers have. */
  constructor(pool: pg.Pool, { waitMs = 10_000, limits = defaultLimits }: ConnectionOptions = {}) {
    const size = pool.options.max;
    this.#pool = pool;
    this.limits = limits;
    const heavySize = Math.max(1, Math.floor(size * heavyShare));
    this.#turns = new Turns({ size, heavySize, waitMs, waitingEach, waitingAll });
  }

  get figures(): ConnectionFigures {
    return { ...this.#turns.figures, cancelled: this.#cancelled, overdue: this.#overdue };
  }

  /** Time for each statement, where it differs from the sessions' own. */
  limitOf({ asker }: Terms): number | undefined {
    return asker === "shopper" ? undefined : this.limits[asker];
  }

  /** @throws ApiError as `Turns.enter`; Request.TakesTooLong for a read whose client has gone. */
  async take(marketplaceId: string, mode: TransactionMode, terms: Terms): Promise<Lease> {
    const left = mode === "write" ? undefined : terms.left;
    if (left?.()) throw apiError("Request.TakesTooLong");
    const turn = { marketplaceId, heavy: terms.heavy === true, left };
    const waiting = this.#turns.enter(turn);
    if (waiting !== undefined) await waiting;
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      this.#turns.leave(turn);
      throw error;
    }
    const lease = new Lease(client, marketplaceId, mode, terms, this.#end);
    this.#leases.add(lease);
    this.#timer ??= setTimeout(this.#look, lookMs).unref();
    return lease;
  }

  readonly #end = (lease: Lease): void => {
    this.#leases.delete(lease);
    this.#turns.leave({ marketplaceId: lease.marketplaceId, heavy: lease.terms.heavy === true });
  };

  readonly #look = (): void => {
    const now = performance.now();
    for (const lease of this.#leases) {
      const { terms, mode, client, since } = lease;
      if (!lease.cancelled && mode !== "write" && terms.left?.()) {
        lease.cancelled = true;
        this.#cancelled++;
        void cancelStatements(client);
      }
      if (now - since > statementsInTurn * this.limits[terms.asker] + silenceMs) {
        this.#overdue++;
        // Fails whatever is under way, which then gives the lease back.
        (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
      }
    }
    this.#timer = this.#leases.size > 0 ? setTimeout(this.#look, lookMs).unref() : undefined;
  };
}
