import type pg from "pg";
import type { SecretBox } from "../secret-box.ts";
import { usualCircuit } from "./circuits.ts";
import type { Announcement, Attempt, Subscriber } from "./delivery.ts";
import { sealPayload } from "./payload.ts";
import { Relay, type RelayFigures, type RelayOptions } from "./relay.ts";
import {
  type AnnouncingDb,
  type DeadLetter,
  deadLetters,
  giveUp,
  insertDeliveries,
  insertWanted,
  type NewDelivery,
  purge,
  revive,
  type Wishes,
} from "./store.ts";

/** Time that what was delivered stays to be looked up, and what was given up to be sent again. */
const keepDoneDays = 3;
const keepDeadDays = 30;

/** Time for which a delivery waits for a target that does not answer. */
const keepUntriedHours = 24;

/** Deliveries that one statement adds. */
const mostAtOnce = 1_000;

/** Where a subscriber tells targets not apart. */
const soleTarget = "-";

/**
 * Tells subscribers what happened: once the transaction that made it happen is committed, at least once, and per key in
 * order. A delivery that keeps failing becomes a dead letter and lets the key's next one pass.
 */
export class Outbox {
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #secrets: SecretBox;
  readonly #asks: boolean;
  /** Queries that subscribers want to be told by, and the statement that asks them. */
  readonly #wishes: string[] = [];
  #insert = insertWanted([]);
  /** By type: who is told, and what has to hold for that. */
  readonly #told = new Map<string, readonly { readonly subscriber: Subscriber; readonly wishes: Wishes }[]>();
  #relays: Relay[] | undefined;

  /**
   * @param secrets seals what waits in the database.
   * @param asks whether subscribers' wishes are asked: a distributed database does not read them in the statement that
   *   stores, and all is stored.
   */
  constructor(secrets: SecretBox, asks = true) {
    this.#secrets = secrets;
    this.#asks = asks;
  }

  /** Registers who wants to know; before `start`. */
  subscribe<Told extends Attempt>(subscriber: Subscriber<Told>): void {
    if (this.#relays) throw new Error("Subscribers are registered before deliveries start");
    if (this.#subscribers.has(subscriber.name)) throw new Error(`There are two subscribers named ${subscriber.name}`);
    this.#subscribers.set(subscriber.name, subscriber);
    this.#told.clear();
    const { wanted } = subscriber;
    if (wanted === undefined || !this.#asks || this.#wishes.includes(wanted)) return;
    this.#wishes.push(wanted);
    this.#insert = insertWanted(this.#wishes);
  }

  /**
   * Announces things in the caller's transaction, in their order, with one statement for each thousand deliveries. What
   * nobody subscribed to costs nothing.
   *
   * Hold a lock on the object behind a `key` while announcing, or two transactions may be delivered in either order; and call
   * `wake` after the commit, so that the delivery does not wait for the next look.
   */
  async announce(
    db: AnnouncingDb,
    marketplaceId: string,
    announced: readonly Omit<Announcement, "marketplaceId">[],
  ): Promise<void> {
    const deliveries = announced.flatMap((one) => this.#deliveriesOf(one));
    for (let start = 0; start < deliveries.length; start += mostAtOnce)
      await insertDeliveries(db, marketplaceId, deliveries.slice(start, start + mostAtOnce), this.#insert);
  }

  #toldOf(type: string) {
    const known = this.#told.get(type);
    if (known !== undefined) return known;
    const told = [...this.#subscribers.values()].flatMap((subscriber) => {
      const wishes = subscriber.types.includes(type) ? this.#wishesOf(subscriber) : undefined;
      return wishes === undefined ? [] : [{ subscriber, wishes }];
    });
    this.#told.set(type, told);
    return told;
  }

  /** What has to hold for a subscriber to be told; `undefined` if nothing that it would pass on is heard by anybody. */
  #wishesOf({ wanted, passesOn }: Subscriber): Wishes | undefined {
    if (!this.#asks) return 0;
    if (wanted !== undefined) return 2 ** this.#wishes.indexOf(wanted);
    if (passesOn === undefined) return 0;
    const heard = passesOn.flatMap((type) => this.#toldOf(type).map(({ wishes }) => wishes));
    if (heard.length === 0) return undefined;
    return heard.includes(0) ? 0 : heard.reduce((union, wishes) => union | wishes);
  }

  #deliveriesOf(announced: Omit<Announcement, "marketplaceId">): NewDelivery[] {
    const { type, key } = announced;
    const told = this.#toldOf(type);
    if (told.length === 0) return [];
    const payload = sealPayload(this.#secrets, JSON.stringify(announced.payload));
    return told.map(({ subscriber, wishes }) => ({
      subscriber: subscriber.name,
      wishes,
      target: subscriber.targetOf?.(announced) ?? soleTarget,
      afterMs: subscriber.afterMs?.(announced) ?? 0,
      type,
      key,
      payload,
    }));
  }

  /** Begins to deliver, as one of any number of processes. */
  start(pool: pg.Pool, options: Pick<RelayOptions, "log"> & Partial<RelayOptions>): void {
    const filled = { leaseMs: 60_000, pollMs: 1_000, circuit: usualCircuit, ...options, secrets: this.#secrets };
    this.#relays = [...this.#subscribers.values()].map((subscriber) => new Relay(pool, subscriber, filled));
    this.wake();
  }

  /** Numbers of each subscriber that metrics show; none before `start`. */
  get figures(): readonly RelayFigures[] {
    return (this.#relays ?? []).map(({ figures }) => figures);
  }

  /** Looks for announcements now rather than within a second: those of a type, or any. */
  wake(type?: string): void {
    for (const relay of this.#relays ?? []) if (type === undefined || relay.hears(type)) relay.wake();
  }

  /** Begins no further delivery, and waits for those under way. */
  async stop(): Promise<void> {
    await Promise.all((this.#relays ?? []).map((relay) => relay.stop()));
  }
}

/** The dead letters of a marketplace, the latest first. */
export function listDeadLetters(pool: pg.Pool, marketplaceId: string, limit = 100): Promise<DeadLetter[]> {
  return deadLetters(pool, marketplaceId, limit);
}

/**
 * Sends a dead letter once more, with all its attempts.
 *
 * @returns false when the marketplace has no such dead letter.
 */
export function redeliver(pool: pg.Pool, marketplaceId: string, id: string): Promise<boolean> {
  return revive(pool, marketplaceId, id);
}

/** Deletes deliveries that ended long ago, and gives up those long due to a target that never answers: a job for a schedule. */
export async function purgeDeliveries(pool: pg.Pool): Promise<{ done: number; dead: number }> {
  await giveUp(pool, keepUntriedHours);
  return { done: await purge(pool, false, keepDoneDays), dead: await purge(pool, true, keepDeadDays) };
}
