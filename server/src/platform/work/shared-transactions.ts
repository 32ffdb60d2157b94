import { LRUCache } from "lru-cache";
import { isConnectionLost } from "../db/driver.ts";
import { Part } from "../db/part.ts";
import type { TenantDb } from "../db/session.ts";
import type { Tenants } from "../db/tenants.ts";
import type { Asker, Terms } from "../db/terms.ts";
import { ApiError } from "../errors/api-error.ts";
import { AskFirst } from "./ask-first.ts";
import { Outdated } from "./assume.store.ts";

/** Works that share a transaction at most: all of them are done anew should one of them break it. */
const mostTogether = 32;
/** Transactions of a marketplace that are under way at most: while some are carried out, others wait for the disk. */
const mostUnderWay = 4;
/**
 * Works that wait, for each that is under way, before they leave in a further transaction: the more are to come back at the
 * same time, the more go on together.
 */
const waitingShare = 0.5;
/** Works that wait; those beyond have turns at connections like all others. */
const mostWaiting = 250;
/** Works that go by themselves after a transaction that broke, for each that had shared it. */
const aloneAfterwards = 4;
/** Marketplaces of which is remembered how many still go by themselves. */
const mostRemembered = 1_000;

/** Nobody waits longer for what a single one among them waits for. */
const patienceMs = 500;

/** Work that may share a transaction. */
export interface SharedWork<Done> {
  /** Names the object that it is about; empty where nobody can know that. Works about the same one never share. */
  readonly about: string;
  readonly terms: Terms;
  /** Does it; may be called again after a failure. */
  attempt(db: TenantDb): Promise<Done>;
}

interface Waiting {
  readonly work: SharedWork<unknown>;
  /** It relies on nothing any more but what the database says, since it broke the transaction, or several others did. */
  again?: boolean;
  resolve(done: unknown): void;
  reject(error: unknown): void;
}

/** Works of a marketplace with the same patience. */
class Road {
  readonly key: string;
  readonly marketplaceId: string;
  readonly asker: Asker;
  /** Transactions, and the works in them. */
  underWay = 0;
  worksUnderWay = 0;
  waiting: Waiting[] = [];
  /** It is about to be looked whether those that wait leave. */
  isGathering = false;
  /** What works are about that are under way or wait. */
  readonly about = new Set<string>();

  constructor(key: string, marketplaceId: string, asker: Asker) {
    this.key = key;
    this.marketplaceId = marketplaceId;
    this.asker = asker;
  }

  get mayLeave(): boolean {
    const { length } = this.waiting;
    return length > 0 && this.underWay < mostUnderWay && length >= waitingShare * this.worksUnderWay;
  }

  get isEmpty(): boolean {
    return this.underWay === 0 && this.waiting.length === 0 && this.about.size === 0;
  }
}

/** A work that had written something has failed: the transaction cannot be kept. */
class Broken extends Error {}

/**
 * Carries out works that arrive at the same time, or while others are under way, in one transaction, as a bulk import does
 * rows: they share its trips, its statements and its commit. Nothing waits while there is nothing to wait for. Each work is
 * kept or fails by itself: where one fails that had written something, all are done anew, each in a transaction of its own;
 * where one went by what is not so, together once more, and it without that.
 */
export class SharedTransactions {
  readonly #tenants: Tenants;
  /** Those on which something is under way. */
  readonly #roads = new Map<string, Road>();
  /** Works that are to go by themselves before others share again, by road. */
  readonly #alone = new LRUCache<string, number>({ max: mostRemembered });

  constructor(tenants: Tenants) {
    this.#tenants = tenants;
  }

  /** @throws what the work does by itself. */
  async run<Done>(marketplaceId: string, work: SharedWork<Done>): Promise<Done> {
    const { asker } = work.terms;
    const key = `${asker} ${marketplaceId}`;
    const alone = this.#alone.get(key) ?? 0;
    if (alone > 0) {
      this.#alone.set(key, alone - 1);
      return this.#byItself(marketplaceId, work);
    }
    const road = this.#roads.get(key) ?? new Road(key, marketplaceId, asker);
    if (road.waiting.length >= mostWaiting || road.about.has(work.about)) return this.#byItself(marketplaceId, work);
    this.#roads.set(key, road);
    if (work.about !== "") road.about.add(work.about);
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    road.waiting.push({ work, resolve: resolve as (done: unknown) => void, reject });
    this.#gather(road);
    return promise;
  }

  #byItself<Done>(marketplaceId: string, { attempt, terms }: SharedWork<Done>): Promise<Done> {
    return this.#tenants.transaction(marketplaceId, "write", attempt, terms);
  }

  /** Has those leave together that arrive in the same turn, such as requests that were read from the network at once. */
  #gather(road: Road): void {
    if (road.isGathering) return;
    road.isGathering = true;
    setImmediate(() => {
      road.isGathering = false;
      this.#leave(road);
    });
  }

  #leave(road: Road): void {
    while (road.mayLeave) void this.#depart(road);
  }

  async #depart(road: Road): Promise<void> {
    const together = road.waiting.splice(0, mostTogether);
    road.underWay++;
    road.worksUnderWay += together.length;
    let isUnderWay = true;
    const makeRoom = (): void => {
      if (!isUnderWay) return;
      isUnderWay = false;
      road.underWay--;
      road.worksUnderWay -= together.length;
      this.#leave(road);
    };
    // What takes longer is waited for by nobody else.
    const timer = setTimeout(makeRoom, patienceMs).unref();
    if (together.length === 1 || !(await this.#together(road, together))) {
      if (together.length > 1) {
        this.#alone.set(road.key, aloneAfterwards * together.length);
        makeRoom();
      }
      await Promise.all(
        together.map(({ work, resolve, reject }) => this.#byItself(road.marketplaceId, work).then(resolve, reject)),
      );
    }
    clearTimeout(timer);
    for (const { work } of together) road.about.delete(work.about);
    makeRoom();
    // What took longer than it was waited for may end on a road that was forgotten and begun again meanwhile.
    if (road.isEmpty && this.#roads.get(road.key) === road) this.#roads.delete(road.key);
  }

  /** @returns false where each is to be done by itself. */
  async #together({ marketplaceId, asker }: Road, together: readonly Waiting[]): Promise<boolean> {
    let parts: readonly Part[] = [];
    let outcomes: readonly PromiseSettledResult<unknown>[];
    let tried = 0;
    const attempt = (db: TenantDb): ReturnType<typeof attemptAll> => {
      const broken = together.filter((_, index) => parts[index]?.failure !== undefined);
      if (tried > 0 && (broken.length === 0 || broken.some(({ again }) => again))) throw new Broken();
      // What one went by that is not so, many may go by: after the first, all rely on the database.
      for (const one of tried > 1 ? together : broken) one.again = true;
      tried++;
      parts = together.map(({ again = false }) => new Part(db, again));
      return attemptAll(together, parts);
    };
    try {
      outcomes = await this.#tenants.transaction(marketplaceId, "write", attempt, { asker, lockMs: patienceMs });
    } catch (error) {
      if (mayBeRepeated(error)) return false;
      for (const { reject } of together) reject(error);
      return true;
    }
    for (const [index, outcome] of outcomes.entries()) {
      const { resolve, reject } = together[index] as Waiting;
      if (outcome.status === "fulfilled") resolve(outcome.value);
      else {
        parts[index]?.refused(outcome.reason);
        reject(outcome.reason);
      }
    }
    return true;
  }
}

/** @throws Broken */
async function attemptAll(
  together: readonly Waiting[],
  parts: readonly Part[],
): Promise<readonly PromiseSettledResult<unknown>[]> {
  // All of them end before the transaction does, whatever becomes of one.
  const outcomes = await Promise.allSettled(together.map(({ work }, index) => work.attempt(parts[index] as Part)));
  const isRefused = (outcome: PromiseSettledResult<unknown>, index: number): boolean =>
    outcome.status === "fulfilled" || (isRefusal(outcome.reason) && parts[index]?.writing === 0);
  if (outcomes.every(isRefused)) return outcomes;
  const broken = parts.find(({ failure }) => failure !== undefined);
  if (broken !== undefined) throw broken.failure;
  const [failure, ...others] = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  // Such as that of a connection that none of them was given.
  const isEverybodys = others.length > 0 && others.every((one) => one === failure);
  throw isEverybodys && failure instanceof ApiError ? failure : new Broken();
}

const isRefusal = (error: unknown): boolean => error instanceof ApiError || error instanceof AskFirst;

/** Nothing was kept, for a reason that may be one's alone: not where all were refused a connection, nor where it was lost. */
const mayBeRepeated = (error: unknown): boolean =>
  error instanceof Broken ||
  error instanceof Outdated ||
  (error instanceof ApiError
    ? error.status < 500 && error.status !== 429 && error.status !== 408
    : !isConnectionLost(error));
