import type pg from "pg";
import type { Db } from "../db/db.ts";
import { Pooled } from "../db/pooled.ts";
import { type Fragments, prepared, type RawBuilder, sql, tables } from "../db/sql.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Announcement } from "./delivery.ts";

/** Taker of statements into the caller's transaction: a tenant's database handle is one. */
export interface AnnouncingDb {
  run(statement: { readonly text: string; readonly values: readonly unknown[] }): Promise<unknown>;
}

/** A delivery whose lease this process holds. */
export interface Claimed {
  readonly id: string;
  readonly marketplaceId: string;
  readonly type: string;
  readonly key: string;
  readonly payload: string;
  readonly announcedMs: number;
  readonly attempts: number;
}

/** A delivery that was given up. */
export interface DeadLetter extends Announcement {
  readonly id: string;
  readonly subscriber: string;
  readonly announcedAt: Date;
  readonly endedAt: Date;
  readonly attempts: number;
  readonly error: string;
}

const insert = `insert into outbox.delivery (marketplace_id, subscriber, type, key, payload)
select $1, subscriber, $3, $4, $5::json from unnest($2::text[]) as subscriber`;

export async function insertDeliveries(
  db: AnnouncingDb,
  subscribers: readonly string[],
  { marketplaceId, type, key, payload }: Announcement,
): Promise<void> {
  await db.run({ text: insert, values: [marketplaceId, subscribers, type, key, JSON.stringify(payload)] });
}

/**
 * Takes due deliveries, only the oldest waiting one of each key. Taking one is counting the attempt and moving `due_at` to the
 * end of the lease: if this process dies, it is simply due again.
 */
export async function claim(pool: pg.Pool, subscriber: string, limit: number, leaseMs: number): Promise<Claimed[]> {
  const { rows } = await pool.query<Claimed>({
    name: "outbox-claim",
    text: `with head as (
  select id from outbox.delivery as candidate
  where ended_at is null and subscriber = $1 and due_at <= now() and not exists (
    select from outbox.delivery as earlier
    where earlier.ended_at is null and earlier.subscriber = candidate.subscriber
      and earlier.marketplace_id = candidate.marketplace_id and earlier.key = candidate.key and earlier.id < candidate.id)
  order by due_at, id limit $2 for update skip locked)
update outbox.delivery as taken set attempts = attempts + 1, due_at = now() + $3 * interval '1 millisecond'
from head where taken.id = head.id
returning taken.id::text, marketplace_id as "marketplaceId", type, key, payload::text,
  (extract(epoch from announced_at) * 1000)::float8 as "announcedMs", attempts`,
    values: [subscriber, limit, leaseMs],
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
const done = prepared((args: Fragments<AttemptKey>) => ofAttempt(args).set({ ended_at: sql`now()`, error: null }));
const postponed = prepared((args: Fragments<AttemptKey & { readonly delayMs: number; readonly error: string }>) =>
  ofAttempt(args).set({ due_at: inMs(args.delayMs), error: args.error }),
);
const dead = prepared((args: Fragments<AttemptKey & { readonly error: string }>) =>
  ofAttempt(args).set({ ended_at: sql`now()`, dead: true, error: args.error }),
);

/** @returns false when the lease was lost. */
export const renew = async (pool: pg.Pool, { id, attempts }: Claimed, leaseMs: number): Promise<boolean> =>
  (await new Pooled(pool).run(renewed({ id, attempts, leaseMs }))) === 1;

export async function markDone(pool: pg.Pool, { id, attempts }: Claimed): Promise<void> {
  await new Pooled(pool).run(done({ id, attempts }));
}

export async function postpone(
  pool: pg.Pool,
  { id, attempts }: Claimed,
  delayMs: number,
  error: string,
): Promise<void> {
  await new Pooled(pool).run(postponed({ id, attempts, delayMs, error }));
}

export async function markDead(pool: pg.Pool, { id, attempts }: Claimed, error: string): Promise<void> {
  await new Pooled(pool).run(dead({ id, attempts, error }));
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
        sql<string>`payload::text`.as("payload"),
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
  return rows.map(({ payload, announced_at, ended_at, ...row }) => ({
    ...row,
    marketplaceId,
    payload: parseJson(payload),
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
