import type pg from "pg";
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

/** Condition that ends or prolongs an attempt only while no other process has begun the next one. */
const stillOurs = "where id = $1 and attempts = $2 and ended_at is null";

/** @returns false when the lease was lost. */
export async function renew(pool: pg.Pool, { id, attempts }: Claimed, leaseMs: number): Promise<boolean> {
  const text = `update outbox.delivery set due_at = now() + $3 * interval '1 millisecond' ${stillOurs}`;
  return (await pool.query(text, [id, attempts, leaseMs])).rowCount === 1;
}

export async function markDone(pool: pg.Pool, { id, attempts }: Claimed): Promise<void> {
  await pool.query(`update outbox.delivery set ended_at = now(), error = null ${stillOurs}`, [id, attempts]);
}

export async function postpone(
  pool: pg.Pool,
  { id, attempts }: Claimed,
  delayMs: number,
  error: string,
): Promise<void> {
  const text = `update outbox.delivery set due_at = now() + $3 * interval '1 millisecond', error = $4 ${stillOurs}`;
  await pool.query(text, [id, attempts, delayMs, error]);
}

export async function markDead(pool: pg.Pool, { id, attempts }: Claimed, error: string): Promise<void> {
  await pool.query(`update outbox.delivery set ended_at = now(), dead = true, error = $3 ${stillOurs}`, [
    id,
    attempts,
    error,
  ]);
}

/** The dead letters of a marketplace, the latest first. */
export async function deadLetters(pool: pg.Pool, marketplaceId: string, limit: number): Promise<DeadLetter[]> {
  const { rows } = await pool.query<Claimed & { subscriber: string; endedMs: number; error: string }>(
    `select id::text, subscriber, type, key, payload::text, attempts, error,
  (extract(epoch from announced_at) * 1000)::float8 as "announcedMs", (extract(epoch from ended_at) * 1000)::float8 as "endedMs"
from outbox.delivery where ended_at is not null and dead and marketplace_id = $1 order by ended_at desc, id desc limit $2`,
    [marketplaceId, limit],
  );
  return rows.map(({ id, subscriber, type, key, payload, announcedMs, endedMs, attempts, error }) => ({
    id,
    marketplaceId,
    subscriber,
    type,
    key,
    payload: parseJson(payload),
    announcedAt: new Date(announcedMs),
    endedAt: new Date(endedMs),
    attempts,
    error,
  }));
}

/** Makes a dead letter wait for delivery again, before whatever waits for the same key. @returns false when there is none. */
export async function revive(pool: pg.Pool, marketplaceId: string, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update outbox.delivery set ended_at = null, dead = false, attempts = 0, due_at = now()
where id = $1 and marketplace_id = $2 and dead and ended_at is not null`,
    [id, marketplaceId],
  );
  return rowCount === 1;
}

/** Deletes what ended longer ago, in portions, so that no statement runs long. @returns how many. */
export async function purge(pool: pg.Pool, dead: boolean, olderThanDays: number): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from outbox.delivery where id in (
  select id from outbox.delivery where ended_at < now() - $2 * interval '1 day' and dead = $1 order by ended_at limit 5000)`,
      [dead, olderThanDays],
    );
    if (!rowCount) return deleted;
    deleted += rowCount;
  }
}
