import type pg from "pg";
import type { Db } from "../db/db.ts";
import { Pooled } from "../db/pooled.ts";
import { type Fragments, prepared, type RawBuilder, sql, tables } from "../db/sql.ts";
import type { SecretBox } from "../secret-box.ts";
import type { AttemptNote } from "./answers.ts";
import type { Announcement } from "./delivery.ts";
import type { Lane, Share } from "./lanes.ts";
import { sealPayload } from "./payload.ts";

/** Taker of statements into the caller's transaction: a tenant's database handle is one. */
export interface AnnouncingDb {
  run(statement: { readonly text: string; readonly values: readonly unknown[] }): Promise<unknown>;
}

/** A delivery whose lease this process holds. */
export interface Claimed extends Lane {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  /** JSON text of what was announced, sealed. */
  readonly payload: string;
  readonly announcedMs: number;
  readonly attempts: number;
}

/** A delivery that was given up. What it says stays sealed. */
export interface DeadLetter extends Omit<Announcement, "payload"> {
  readonly id: string;
  readonly subscriber: string;
  readonly announcedAt: Date;
  readonly endedAt: Date;
  readonly attempts: number;
  readonly error: string;
}

const insertWhere = (condition: string): string => `insert into outbox.delivery
  (marketplace_id, subscriber, target, type, key, payload, due_at)
select $1, d.subscriber, d.target, d.type, d.key, d.payload::json, now() + d.after * interval '1 millisecond'
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[]) with ordinality
  as d (subscriber, target, type, key, payload, after, wishes, place) ${condition} order by d.place`;

/** Deliveries that are wanted in any case. */
const insertAll = insertWhere("");

/** Set of wishes as bits. 0: wanted in any case. */
export type Wishes = number;

/**
 * The statement that leaves out what nobody wants.
 *
 * @param wishes queries with the marketplace as `$1`, each with a row where the wish holds; the first is bit 0.
 */
export function insertWanted(wishes: readonly string[]): string {
  if (wishes.length === 0) return insertAll;
  const asked = wishes.map((query, bit) => `wish${bit} as materialized (${query} limit 1)`);
  const held = wishes.map((_, bit) => `case when exists (select from wish${bit}) then ${2 ** bit} else 0 end`);
  return `with ${asked.join(", ")}
${insertWhere(`where d.wishes = 0 or d.wishes & (${held.join(" + ")}) <> 0`)}`;
}

/** A delivery that is to be made. */
export interface NewDelivery {
  readonly subscriber: string;
  readonly target: string;
  readonly type: string;
  readonly key: string;
  /** JSON text of what is announced, sealed. */
  readonly payload: string;
  /** Pause before the first attempt. */
  readonly afterMs: number;
  /** It is made where one of them holds. */
  readonly wishes: Wishes;
}

/**
 * Adds deliveries, in their order.
 *
 * @param wanted statement that leaves out those that nobody wants (`insertWanted`).
 */
export async function insertDeliveries(
  db: AnnouncingDb,
  marketplaceId: string,
  deliveries: readonly NewDelivery[],
  wanted: string,
): Promise<void> {
  const all = (name: keyof NewDelivery) => deliveries.map((one) => one[name]);
  const values = [all("subscriber"), all("target"), all("type"), all("key"), all("payload"), all("afterMs")];
  // What is wanted in any case does not ask.
  const text = deliveries.every(({ wishes }) => wishes === 0) ? insertAll : wanted;
  await db.run({ text, values: [marketplaceId, ...values, all("wishes")] });
}

/**
 * Seals what waits, or was given up, since before payloads were sealed: they are JSON objects, and what is sealed is a
 * text.
 */
export async function sealDeliveries(pool: pg.Pool, box: SecretBox): Promise<void> {
  const db: Db = new Pooled(pool);
  const open = tables
    .selectFrom("outbox.delivery")
    .select([sql<string>`id::text`.as("id"), sql<string>`payload::text`.as("payload")])
    .where((of) => of.or([of("ended_at", "is", null), of("dead", "=", true)]))
    .where(sql<boolean>`json_typeof(payload) <> 'string'`)
    .limit(200);
  for (;;) {
    const rows = await db.rows(open);
    if (rows.length === 0) return;
    for (const { id, payload } of rows)
      await db.run(
        tables
          .updateTable("outbox.delivery")
          .set({ payload: sql`${sealPayload(box, payload)}::json` })
          .where("id", "=", sql<number>`${id}`)
          .where(sql<boolean>`payload::text = ${payload}`),
      );
  }
}

/**
 * Takes due deliveries of some lanes, only the oldest waiting one of each key. Taking one is counting the attempt and moving `due_at` to the
 * end of the lease: if this process dies, it is simply due again.
 */
export async function claim(
  pool: pg.Pool,
  subscriber: string,
  shares: readonly Share[],
  leaseMs: number,
): Promise<Claimed[]> {
  const { rows } = await pool.query<Claimed>({
    name: "outbox-claim",
    text: `with head as (
  select first.id from unnest($2::text[], $3::text[], $4::int[]) as share(marketplace_id, target, count)
  cross join lateral (
    select id from outbox.delivery as candidate
    where ended_at is null and subscriber = $1 and candidate.marketplace_id = share.marketplace_id
      and candidate.target = share.target and due_at <= now() and not exists (
      select from outbox.delivery as earlier
      where earlier.ended_at is null and earlier.subscriber = candidate.subscriber
        and earlier.marketplace_id = candidate.marketplace_id and earlier.key = candidate.key and earlier.id < candidate.id)
    order by due_at, id limit share.count for update skip locked) as first)
update outbox.delivery as taken set attempts = attempts + 1, due_at = now() + $5 * interval '1 millisecond'
from head where taken.id = head.id
returning taken.id::text, marketplace_id as "marketplaceId", target, type, key, payload::text,
  (extract(epoch from announced_at) * 1000)::float8 as "announcedMs", attempts`,
    values: [
      subscriber,
      shares.map(({ marketplaceId }) => marketplaceId),
      shares.map(({ target }) => target),
      shares.map(({ count }) => count),
      leaseMs,
    ],
  });
  return rows;
}

/** One attempt at a delivery. */
type AttemptKey = Pick<Claimed, "id" | "attempts">;

/** Changes a delivery only while no other process has begun the next attempt. */
const ofAttempt = ({ id, attempts }: Fragments<AttemptKey>) =>
  tables
    .updateTable("outbox.delivery")
    .where("id", "=", sql<number>`${id}`)
    .where("attempts", "=", attempts)
    .where("ended_at", "is", null);

const inMs = (ms: RawBuilder<number>) => sql<string>`now() + ${ms} * interval '1 millisecond'`;

const renewed = prepared((args: Fragments<AttemptKey & { readonly leaseMs: number }>) =>
  ofAttempt(args).set({ due_at: inMs(args.leaseMs) }),
);
/** Notes that are kept of a delivery, the latest. */
const keptNotes = 20;

/** The notes with one more. */
const noted = (note: RawBuilder<string>) => sql<never>`(case when jsonb_array_length(log) >= ${sql.lit(keptNotes)}
  then log - 0 else log end) || ${note}::jsonb`;

type Ending = AttemptKey & { readonly note: string };
const done = prepared((args: Fragments<Ending>) =>
  ofAttempt(args).set({ ended_at: sql`now()`, error: null, log: noted(args.note) }),
);
const postponed = prepared((args: Fragments<Ending & { readonly delayMs: number; readonly error: string }>) =>
  ofAttempt(args).set({ due_at: inMs(args.delayMs), error: args.error, log: noted(args.note) }),
);
const dead = prepared((args: Fragments<Ending & { readonly error: string }>) =>
  ofAttempt(args).set({ ended_at: sql`now()`, dead: true, error: args.error, log: noted(args.note) }),
);

const textOf = (note: AttemptNote): string => JSON.stringify([note]);

/** @returns false when the lease was lost. */
export const renew = async (pool: pg.Pool, { id, attempts }: Claimed, leaseMs: number): Promise<boolean> =>
  (await new Pooled(pool).run(renewed({ id, attempts, leaseMs }))) === 1;

export async function markDone(pool: pg.Pool, { id, attempts }: Claimed, note: AttemptNote): Promise<void> {
  await new Pooled(pool).run(done({ id, attempts, note: textOf(note) }));
}

export async function postpone(
  pool: pg.Pool,
  { id, attempts }: Claimed,
  delayMs: number,
  error: string,
  note: AttemptNote,
): Promise<void> {
  await new Pooled(pool).run(postponed({ id, attempts, delayMs, error, note: textOf(note) }));
}

export async function markDead(
  pool: pg.Pool,
  { id, attempts }: Claimed,
  error: string,
  note: AttemptNote,
): Promise<void> {
  await new Pooled(pool).run(dead({ id, attempts, error, note: textOf(note) }));
}

/** The dead letters of a marketplace, the latest first. */
export async function deadLetters(pool: pg.Pool, marketplaceId: string, limit: number): Promise<DeadLetter[]> {
  const db: Db = new Pooled(pool);
  const rows = await db.rows(
    tables
      .selectFrom("outbox.delivery")
      .select([
        sql<string>`id::text`.as("id"),
        "subscriber",
        "type",
        "key",
        "attempts",
        "error",
        "announced_at",
        "ended_at",
      ])
      .where("ended_at", "is not", null)
      .where("dead", "=", true)
      .where("marketplace_id", "=", marketplaceId)
      .orderBy("ended_at", "desc")
      .orderBy(sql.ref("outbox.delivery.id"), "desc")
      .limit(limit)
      .$narrowType<{ ended_at: string; error: string }>(),
  );
  return rows.map(({ announced_at, ended_at, ...row }) => ({
    ...row,
    marketplaceId,
    announcedAt: new Date(announced_at),
    endedAt: new Date(ended_at),
  }));
}

/** Makes a dead letter wait for delivery again, before whatever waits for the same key. @returns false when there is none. */
export async function revive(pool: pg.Pool, marketplaceId: string, id: string): Promise<boolean> {
  const revived = await new Pooled(pool).run(
    tables
      .updateTable("outbox.delivery")
      .set({ ended_at: null, dead: false, attempts: 0, due_at: sql`now()` })
      .where("id", "=", sql<number>`${id}`)
      .where("marketplace_id", "=", marketplaceId)
      .where("dead", "=", true)
      .where("ended_at", "is not", null),
  );
  return revived === 1;
}

/** Gives up what has been due for so long without an attempt, since its target does not answer. @returns how many. */
export async function giveUp(pool: pg.Pool, dueForHours: number): Promise<number> {
  let given = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `update outbox.delivery set ended_at = now(), dead = true, error = coalesce(error, 'The target did not answer')
where ended_at is null and id in (
  select id from outbox.delivery where ended_at is null and due_at < now() - $1 * interval '1 hour' limit 5000)`,
      [dueForHours],
    );
    if (!rowCount) return given;
    given += rowCount;
  }
}

/** How much waits for a subscriber, up to a number beyond which it is not counted. */
export async function countWaiting(pool: pg.Pool, subscriber: string, most: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from (
  select from outbox.delivery where ended_at is null and subscriber = $1 limit $2) as waiting`,
    [subscriber, most],
  );
  return rows[0]?.count ?? 0;
}

/** Deletes what ended longer ago, in portions, so that no statement runs long. @returns how many. */
export async function purge(pool: pg.Pool, isDead: boolean, olderThanDays: number): Promise<number> {
  const db = new Pooled(pool);
  const old = tables
    .selectFrom("outbox.delivery")
    .select("id")
    .where("ended_at", "<", sql<string>`now() - ${olderThanDays} * interval '1 day'`)
    .where("dead", "=", isDead)
    .orderBy("ended_at")
    .limit(5_000);
  let deleted = 0;
  for (;;) {
    const portion = await db.run(tables.deleteFrom("outbox.delivery").where("id", "in", old));
    if (portion === 0) return deleted;
    deleted += portion;
  }
}
