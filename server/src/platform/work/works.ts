import type { Followers } from "../changes/followers.ts";
import type { Clock } from "../clock.ts";
import { type Later, settled } from "../db/later.ts";
import type { TenantDb, Written } from "../db/session.ts";
import type { Statement } from "../db/sql.ts";
import type { TransactionMode } from "../db/terms.ts";
import type { Announcement } from "../outbox/delivery.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { type Actor, askerOf } from "./actor.ts";
import type { Services } from "./services.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import type { Work } from "./work.ts";

/** Time and ID of a work, as far as whoever begins it has said so already. */
export interface Origin {
  /** Default: the clock's time. */
  readonly now?: Date;
  /** Default: a new one. */
  readonly logId?: string;
  /** Expected to take long (`Terms`). */
  readonly heavy?: boolean;
  /** Tells that whoever asked has gone (`Terms`). */
  readonly left?: () => boolean;
  /** What a service answered when the work asked for it. */
  readonly answer?: unknown;
  /** For a write that may share its transaction with others: what it is about (`SharedWork`). */
  readonly about?: string | undefined;
}

const nobody: Followers = { of: () => undefined };

/** Begins work in marketplaces: the only way to do something there, for requests and for everything else. */
export class Works {
  readonly #outbox: Outbox;
  readonly #services: Services;
  readonly #clock: Clock;
  readonly #followers: Followers;
  readonly #shared: SharedTransactions;

  /** @param parts.followers of what is written. Default: nobody. */
  constructor(parts: {
    readonly outbox: Outbox;
    readonly services: Services;
    readonly clock: Clock;
    readonly followers?: Followers;
  }) {
    this.#followers = parts.followers ?? nobody;
    this.#outbox = parts.outbox;
    this.#services = parts.services;
    this.#clock = parts.clock;
    this.#shared = new SharedTransactions(parts.services.tenants);
  }

  /**
   * Carries out work as one transaction: all of it is kept, announced and followed by what was registered for after the
   * commit, or nothing. What a deadlock or a serialization failure broke is done again, so `act` must have no effect
   * outside the database but through `afterCommit`. What it gives may be known with the commit only.
   */
  async run<By extends Actor, Result>(
    marketplaceId: string,
    actor: By,
    mode: TransactionMode,
    act: (work: Work<By>) => Promise<Result | Later<Result>>,
    origin: Origin = {},
  ): Promise<Result> {
    const services = this.#services;
    const { now = this.#clock.now(), logId = services.ids.next(), heavy = false, left, answer, about } = origin;
    let effects: (() => void)[] = [];
    let announced: Omit<Announcement, "marketplaceId">[] = [];
    let stored = 0;
    const attempt = async (db: TenantDb): Promise<Result | Later<Result>> => {
      [effects, announced, stored] = [[], [], 0];
      const work: Work<By> = {
        marketplaceId,
        actor,
        db,
        now,
        logId,
        services,
        answer,
        announce: async (type, key, payload) => void announced.push({ type, key, payload }),
        afterCommit: (effect) => void effects.push(effect),
      };
      const result = await act(work);
      if (db.writes.length > 0) {
        const known = this.#followers.of(db);
        const follow = known instanceof Promise ? await known : known;
        if (follow !== undefined) {
          await db.settle();
          await follow(work, db.writes);
        }
      }
      if (announced.length > 0) {
        // It waits for nothing that it would read, and leaves with the commit: a write costs no trip more.
        const count = ({ rowCount }: Written): void => {
          stored += rowCount;
        };
        const later = { run: async (statement: Statement) => db.runLater(statement, undefined, count) };
        await this.#outbox.announce(later, marketplaceId, announced);
      }
      return result;
    };
    const terms = { asker: askerOf(actor), heavy, left };
    const result =
      about === undefined
        ? await services.tenants.transaction(marketplaceId, mode, attempt, terms)
        : await this.#shared.run(marketplaceId, { about, terms, attempt });
    for (const effect of effects) effect();
    if (stored > 0) this.#wake(announced);
    return settled(result);
  }

  /** Has what was announced delivered, once whoever waits for the result has it: a request's reply leaves first. */
  #wake(announced: readonly { readonly type: string }[]): void {
    const types = new Set(announced.map(({ type }) => type));
    setImmediate(() => {
      for (const type of types) this.#outbox.wake(type);
    });
  }
}
