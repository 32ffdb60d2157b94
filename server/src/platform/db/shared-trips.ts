import { ApiError } from "../errors/api-error.ts";
import { databaseError } from "../errors/database-error.ts";
import type { TenantDb } from "./session.ts";
import type { Tenants } from "./tenants.ts";

/** Parts that a read needs of the work it belongs to. */
interface TripWork {
  readonly db: TenantDb;
  readonly services: { readonly tenants: Tenants };
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  readonly db: TenantDb;
  resolve(result: Result | Promise<Result>): void;
}

/** Reads that are on their way, and those that wait for one of them to return. */
interface Lane<Item, Result> {
  onTheWay: number;
  /** Of what is on its way, and of what waits. */
  readonly weight: { onTheWay: number; waiting: number };
  /** When the last trip began. */
  since: number;
  waiting: Waiting<Item, Result>[];
  /** Ends the patience of those that wait. */
  timer: NodeJS.Timeout | undefined;
  /** Sends those that wait once all that came in this turn of the event loop do. */
  turn: NodeJS.Immediate | undefined;
}

/** Ways to read. Each has no effect, and sees the database as of a moment after it was asked for. */
interface Reads<Item, Result> {
  alone(db: TenantDb, item: Item): Promise<Result>;
  /** Results in the order of the items. */
  together(db: TenantDb, items: readonly Item[]): Promise<readonly Result[]>;
  /** How many items an item counts as. Default: one. */
  weightOf?(item: Item): number;
}

/** How long few reads wait for the return of more, in milliseconds: these may be held up by what is none of theirs. */
const patience = 5;
/** Trips of a marketplace that are on their way at a time. */
const mostOnTheWay = 8;
/** Items of one trip, by their weight; one of more goes alone. */
const mostTogether = 32;
/** Reads of a lane that wait for a trip; others go by themselves, and are refused where too much waits for connections. */
const mostWaiting = 500;

/**
 * Reads of small things that many ask for at the same time: what is asked for while others are on their way goes with the
 * next, in one statement, so that the more there are the less each costs. Whoever is alone goes at once, with what was asked for
 * in the same turn of the event loop. The next trip leaves as soon as it has as much as is on its way: were it to wait for that
 * to return, clients that each wait for a reply would fall into step, and the process and the database wait for each other.
 *
 * A statement that fails for several is done again for each, so that nobody suffers from what is wrong with another's; but not
 * where it found no connection or took too long, which each has waited for then as long as one does
 * (docs/behaviour/conventions.md §7.3).
 */
export class SharedTrips<Item, Result> {
  readonly #reads: Reads<Item, Result>;
  /** By marketplace and who waits, whose patience differs; one for each that has reads on their way. */
  readonly #lanes = new Map<string, Lane<Item, Result>>();

  constructor(reads: Reads<Item, Result>) {
    this.#reads = reads;
  }

  /**
   * Reads an item of the work's marketplace.
   *
   * @throws ApiError as `Connections.take`, beside what the read throws.
   */
  read({ db, services: { tenants } }: TripWork, item: Item): Promise<Result> {
    const key = `${db.marketplaceId}\0${db.terms.asker}`;
    const lane = this.#lanes.get(key) ?? {
      onTheWay: 0,
      weight: { onTheWay: 0, waiting: 0 },
      since: 0,
      waiting: [],
      timer: undefined,
      turn: undefined,
    };
    if (lane.waiting.length === mostWaiting) return this.#reads.alone(db, item);
    this.#lanes.set(key, lane);
    return new Promise((resolve) => {
      const weight = this.#reads.weightOf?.(item) ?? 1;
      lane.waiting.push({ item, weight, db, resolve });
      lane.weight.waiting += weight;
      this.#sendSoon(tenants, key, lane);
    });
  }

  #sendSoon(tenants: Tenants, key: string, lane: Lane<Item, Result>): void {
    lane.turn ??= setImmediate(() => {
      lane.turn = undefined;
      this.#send(tenants, key, lane);
    });
  }

  #send(tenants: Tenants, key: string, lane: Lane<Item, Result>): void {
    if (lane.waiting.length === 0) {
      if (lane.onTheWay === 0) this.#lanes.delete(key);
      return;
    }
    // The one that returns first sends the next.
    if (lane.onTheWay === mostOnTheWay) return;
    const { weight } = lane;
    const left = weight.waiting >= weight.onTheWay ? 0 : lane.since + patience - performance.now();
    if (left > 0) {
      lane.timer ??= setTimeout(
        () => {
          lane.timer = undefined;
          this.#send(tenants, key, lane);
        },
        Math.max(1, left),
      );
      return;
    }
    clearTimeout(lane.timer);
    lane.timer = undefined;
    const some = next(lane.waiting);
    const sent = some.reduce((sum, one) => sum + one.weight, 0);
    lane.onTheWay++;
    weight.onTheWay += sent;
    weight.waiting -= sent;
    lane.since = performance.now();
    void this.#carry(tenants, some).finally(() => {
      lane.onTheWay--;
      weight.onTheWay -= sent;
      this.#sendSoon(tenants, key, lane);
    });
    // Those for whom there was no room wait.
    if (lane.waiting.length > 0) this.#send(tenants, key, lane);
  }

  /** Never fails: whoever waits hears of it. */
  async #carry(tenants: Tenants, all: readonly Waiting<Item, Result>[]): Promise<void> {
    const alone = ({ db, item, resolve }: Waiting<Item, Result>): Promise<unknown> => {
      const reading = this.#reads.alone(db, item);
      resolve(reading);
      return reading.catch(() => {});
    };
    // Whose client has gone is told what any read is told then, and takes no place.
    const some = all.filter((one) => one.db.terms.left?.() !== true);
    for (const one of all) if (!some.includes(one)) void alone(one);
    const [first, second] = some;
    if (first === undefined) return;
    if (second === undefined) {
      await alone(first);
      return;
    }
    const { marketplaceId, terms } = first.db;
    const items = some.map(({ item }) => item);
    try {
      const read = (db: TenantDb) => this.#reads.together(db, items);
      const results = await tenants.transaction(marketplaceId, "read", read, { asker: terms.asker });
      for (const [index, { resolve }] of some.entries()) resolve(results[index]!);
    } catch (error) {
      if (isOfAll(error)) for (const { resolve } of some) resolve(Promise.reject(error));
      else await Promise.all(some.map(alone));
    }
  }
}

/** Takes those that go with the next trip: one at least. */
function next<One extends { readonly weight: number }>(waiting: One[]): One[] {
  let number = 0;
  for (let weight = 0; number < waiting.length; number++) {
    weight += waiting[number]!.weight;
    if (weight > mostTogether) break;
  }
  return waiting.splice(0, Math.max(1, number));
}

/** Tells whether a trip was refused a connection, or took too long: whatever was asked for. */
const isOfAll = (error: unknown): boolean =>
  error instanceof ApiError || databaseError(error)?.code === "Request.TakesTooLong";
