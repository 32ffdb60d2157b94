import type { Delivery, DeliveryReplay } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";

/** Subscribers by which services are told. The others carry out work of the platform's own, which nobody does again by hand. */
const channels = ["webhooks", "message-senders", "synchronization", "checkout-steps", "subscription-runs"];

const log = sql`(select coalesce(jsonb_agg(jsonb_build_object('Date', n.value -> 'at', 'Milliseconds', n.value -> 'ms',
    'Status', n.value -> 'status', 'Error', n.value -> 'error', 'Answer', n.value -> 'answer') order by n.place), '[]')
  from jsonb_array_elements(d.log) with ordinality as n (value, place))`;

/** With targets by the IDs that those they are of have now. */
const source = sql`(select d.marketplace_id, d.id as number, d.id::text as id, d.subscriber as channel,
    coalesce('webhook/' || w.id, 'sender/' || s.id, d.target) as target, d.type, regexp_replace(d.key, '^(webhook|sender)/[0-9]+/?', '') as about,
    case when d.ended_at is null then 'Waiting' when d.dead then 'Failed' else 'Delivered' end as status,
    d.announced_at as date_announced, case when d.ended_at is null then d.due_at end as date_due,
    d.ended_at as date_ended, d.attempts, d.error as last_error, ${log} as log
  from outbox.delivery d
  left join webhook w on w.marketplace_id = d.marketplace_id and d.target = 'webhook/' || w.key
  left join message_sender s on s.marketplace_id = d.marketplace_id and d.target = 'sender/' || s.key
  where d.subscriber = any(${sql.lit(`{${channels.join()}}`)}::text[]))`;

const select = sql`t.id as "ID", t.channel as "Channel", t.target as "Target", t.type as "Type", t.about as "About",
  t.status as "Status", t.date_announced as "DateAnnounced", t.date_due as "DateDue", t.date_ended as "DateEnded",
  t.attempts as "Attempts", t.last_error as "LastError", t.log as "Log"`;

/** One page of a marketplace's deliveries, as it may see them. */
export const listDeliveries = (db: TenantDb, list: ListRequest): Promise<Page<Row<Delivery>>> =>
  readPage(db, list, {
    select,
    from: sql`${source} as t`,
    where: [sql`t.marketplace_id = ${db.marketplaceId}`],
    columns: columnsOf({}),
    last: [sql`t.number desc`],
  });

/** A delivery of the marketplace's; `undefined` when there is none, or it is kept no more. */
export async function findDelivery(db: TenantDb, id: string): Promise<Row<Delivery> | undefined> {
  if (!/^\d{1,18}$/.test(id)) return undefined;
  return db.row<Row<Delivery>>(sql`select ${select} from ${source} as t
    where t.marketplace_id = ${db.marketplaceId} and t.number = ${id}::bigint`);
}

/** Has deliveries that ended wait again. @returns how many there were. */
export async function replay(db: TenantDb, ids: readonly string[]): Promise<number> {
  const row = await db.row<{ replayed: number }>(sql`select outbox.replay(${ids}::bigint[]) as replayed`);
  return Number(row?.replayed ?? 0);
}

/** Beyond so many they are not counted. */
const mostCounted = 10_000;

/** The oldest of the deliveries that ended so, and how many more there are. */
export async function ended(
  db: TenantDb,
  { Channel, Target, Status, From, To }: Partial<DeliveryReplay>,
  most: number,
): Promise<{ readonly ids: string[]; readonly remaining: number }> {
  const given = (value: unknown, condition: RawBuilder<unknown>) =>
    value === null || value === undefined || value === "" ? [] : [condition];
  const where = allOf([
    sql`t.marketplace_id = ${db.marketplaceId}`,
    sql`t.status = ${Status ?? "Failed"}`,
    sql`t.status <> 'Waiting'`,
    ...given(Channel, sql`t.channel = ${Channel}`),
    ...given(Target, sql`t.target = ${Target}`),
    ...given(From, sql`t.date_announced >= ${From}::timestamptz`),
    ...given(To, sql`t.date_announced < ${To}::timestamptz`),
  ]);
  const [rows, count] = await Promise.all([
    db.rows<{ id: string }>(sql`select t.id from ${source} as t where ${where} order by t.number limit ${most}`),
    db.row<{ count: number }>(
      sql`select count(*) as count from (select from ${source} as t where ${where} limit ${mostCounted}) as found`,
    ),
  ]);
  return { ids: rows.map(({ id }) => id), remaining: Math.max(0, Number(count?.count ?? 0) - rows.length) };
}
