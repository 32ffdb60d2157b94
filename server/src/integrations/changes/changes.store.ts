import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { ChangeOf } from "./meaning.ts";

/** What all changes of a work have. */
export interface ChangeOrigin {
  readonly now: Date;
  readonly userId: string | null;
  readonly logId: string;
}

/** Writes changes along with the commit. They come after what was changed, so that the transaction has its number. */
export function insertChanges(db: TenantDb, changes: readonly ChangeOf[], { now, userId, logId }: ChangeOrigin): void {
  db.runLater(sql`
    insert into outbox.change (marketplace_id, transaction, at, resource, kind, ids, user_id, log_id)
    select ${db.marketplaceId}, pg_current_xact_id()::text::bigint, ${now}::timestamptz, c.resource, c.kind, c.ids,
      ${userId}::text, ${logId}::text
    from json_to_recordset(${JSON.stringify(changes)}::json) as c (resource text, kind text, ids json)`);
}

/** A place among the changes of a marketplace: after this one. */
export interface Cursor {
  readonly transaction: string;
  readonly number: string;
}

/** A change as it is read. */
export interface ReadChange extends ChangeOf {
  readonly transaction: string;
  readonly number: string;
  readonly at: string;
  readonly userId: string | null;
  readonly logId: string;
}

export interface ReadChanges {
  readonly changes: readonly ReadChange[];
  /** Number of the first transaction that is still open: nothing before it is still to come. */
  readonly open: string;
  /** Absent: nobody follows the marketplace. */
  readonly feed?: {
    /** Last transaction of which changes were deleted. */
    readonly purged: string;
    /** It has not been noted for an hour that somebody reads. */
    readonly unnoted: boolean;
  };
}

const firstOpen = sql`pg_snapshot_xmin(pg_current_snapshot())::text`;

/** The next changes after a place, in the order of their transactions; only those that nothing can come before any more. */
export async function readChanges(
  db: TenantDb,
  after: Cursor,
  resources: readonly string[],
  limit: number,
): Promise<ReadChanges> {
  const m = db.marketplaceId;
  const row = await db.row<{ open: string; feed: Held | null; changes: Held | null }>(sql`
    select ${firstOpen} as open,
      (select json_build_object('purged', f.purged::text, 'unnoted', f.read_at < now() - interval '1 hour')
        from outbox.feed f where f.marketplace_id = ${m}) as feed,
      (select json_agg(json_build_object('transaction', c.transaction::text, 'number', c.number::text, 'at', c.at,
          'resource', c.resource, 'kind', c.kind, 'ids', c.ids, 'userId', c.user_id, 'logId', c.log_id)
          order by c.transaction, c.number)
        from (select * from outbox.change c where c.marketplace_id = ${m}
          and (c.transaction, c.number) > (${after.transaction}::bigint, ${after.number}::bigint)
          and c.transaction < ${firstOpen}::bigint and c.resource = any(${resources})
          order by c.transaction, c.number limit ${limit}) as c) as changes`);
  const { open, feed, changes } = row!;
  return {
    open,
    changes: (changes?.value ?? []) as ReadChange[],
    ...(feed && { feed: feed.value as NonNullable<ReadChanges["feed"]> }),
  };
}

interface Held {
  readonly value: unknown;
}

/** Tells whether somebody follows the marketplace. */
export async function isFollowed(db: TenantDb): Promise<boolean> {
  const m = db.marketplaceId;
  return (await db.row(sql`select 1 as one from outbox.feed f where f.marketplace_id = ${m}`)) !== undefined;
}

/** Has changes written from now on. @returns whether nobody followed before. */
export const beginFeed = async (db: TenantDb): Promise<boolean> =>
  (await db.run(sql`insert into outbox.feed (marketplace_id) values (${db.marketplaceId}) on conflict do nothing`)) ===
  1;

/** How long changes have been written, in milliseconds, and which transactions there are. */
export async function feedState(
  db: TenantDb,
): Promise<{ readonly ageMs: number; readonly next: string; readonly open: string }> {
  const row = await db.row<{ age: number; next: string; open: string }>(sql`
    select (extract(epoch from clock_timestamp() - f.begun_at) * 1000)::float8 as age,
      pg_snapshot_xmax(pg_current_snapshot())::text as next, ${firstOpen} as open
    from outbox.feed f where f.marketplace_id = ${db.marketplaceId}`);
  return { ageMs: Number(row?.age ?? 0), next: row?.next ?? "0", open: row?.open ?? "0" };
}

/** Notes that somebody reads. */
export async function noteReading(db: TenantDb): Promise<void> {
  await db.run(sql`update outbox.feed set read_at = now() where marketplace_id = ${db.marketplaceId}
    and read_at < now() - interval '1 hour'`);
}
