import type { FullSyncStatus } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Json, Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserContext } from "../outgoing/message.ts";
import type { SynchronizedKind } from "../telling/kinds.ts";
import type { Place, Range } from "./objects.store.ts";

const source = sql`(select f.marketplace_id, f.id as synchronization, f.status, f.from_date as from, f.to_date as to,
    f.date_started, f.date_ended, f.error, f.announced from full_sync f)`;

const select = sql`t.synchronization as "Synchronization", t.status as "Status", t.from as "From", t.to as "To",
  t.date_started as "DateStarted", t.date_ended as "DateEnded", t.error as "Error",
  t.announced as "Announced"`;

/** One page of the last full synchronization of each of some kinds. */
export const listRuns = (
  db: TenantDb,
  list: ListRequest,
  kinds: readonly SynchronizedKind[],
): Promise<Page<Row<FullSyncStatus>>> =>
  readPage(db, list, {
    select,
    from: sql`${source} as t`,
    where: [sql`t.marketplace_id = ${db.marketplaceId}`, sql`t.synchronization = any(${[...kinds]}::text[])`],
    columns: columnsOf({}),
    last: [sql`t.synchronization`],
  });

/** The last full synchronization of a kind. */
export const findRun = (db: TenantDb, kind: SynchronizedKind): Promise<Row<FullSyncStatus> | undefined> =>
  db.row(sql`select ${select} from ${source} as t
    where t.marketplace_id = ${db.marketplaceId} and t.synchronization = ${kind}`);

/** What a full synchronization begins with. */
export interface NewRun extends Range {
  readonly run: string;
  readonly now: Date;
  readonly user: UserContext;
}

/**
 * Begins a full synchronization of a kind in place of the one before.
 *
 * @param steps the subscriber that takes steps, and the key of this kind's. One that runs and waits for none, since what was
 *   long due has been given up, goes on no more.
 * @returns false while the one before runs.
 */
export async function beginRun(
  db: TenantDb,
  kind: SynchronizedKind,
  { run, now, user, from, to }: NewRun,
  steps: { readonly subscriber: string; readonly key: string },
): Promise<boolean> {
  const waiting = await db.row(sql`select from outbox.delivery d where d.marketplace_id = ${db.marketplaceId}
    and d.subscriber = ${steps.subscriber} and d.key = ${steps.key} and d.ended_at is null limit 1`);
  const begun = await db.run(sql`
    insert into full_sync as f (marketplace_id, id, run, status, from_date, to_date, date_started, asked_by)
    values (${db.marketplaceId}, ${kind}, ${run}, 'Running', ${from}::timestamptz, ${to}::timestamptz,
      ${now}::timestamptz, ${JSON.stringify(user)}::json)
    on conflict (marketplace_id, id) do update set run = excluded.run, status = excluded.status,
      from_date = excluded.from_date, to_date = excluded.to_date, date_started = excluded.date_started, date_ended = null,
      error = null, announced = 0, step = 0, place = '[]', asked_by = excluded.asked_by
    where f.status <> 'Running' or ${waiting === undefined}::boolean`);
  return begun === 1;
}

/** A full synchronization that runs, as its next step meets it. */
export interface RunningStep extends Range {
  readonly place: Place;
  readonly user: UserContext;
}

/** The state that a step goes on from, held; undefined where it was done already, or another one or none runs. */
export async function takeStep(
  db: TenantDb,
  kind: SynchronizedKind,
  run: string,
  step: number,
): Promise<RunningStep | undefined> {
  const row = await db.row<{ from: string | null; to: string | null; place: Json; user: Json }>(sql`
    select f.from_date as from, f.to_date as to, f.place, f.asked_by as user from full_sync f
    where f.marketplace_id = ${db.marketplaceId} and f.id = ${kind} and f.run = ${run} and f.step = ${step}
      and f.status = 'Running' for update`);
  return row && { ...row, place: row.place.value as Place, user: row.user.value as UserContext };
}

/** Notes a step that was done: how many were announced, and the place that it came to. */
export async function noteStep(
  db: TenantDb,
  kind: SynchronizedKind,
  { announced, place }: { readonly announced: number; readonly place?: Place },
): Promise<void> {
  await db.run(sql`update full_sync set step = step + 1, announced = announced + ${announced}::int,
      place = coalesce(${place === undefined ? null : JSON.stringify(place)}::json, place)
    where marketplace_id = ${db.marketplaceId} and id = ${kind}`);
}

/** How a full synchronization ends. */
export type Ending =
  | { readonly status: "Completed" | "Canceled" }
  | { readonly status: "Failed"; readonly error: string };

/**
 * Ends what runs of a kind.
 *
 * @param at the step that it waits for: nothing ends where it went on, or was begun anew since. Absent: wherever it is.
 */
export async function endRun(
  db: TenantDb,
  kind: SynchronizedKind,
  now: Date,
  ending: Ending,
  at?: { readonly run: string; readonly step: number },
): Promise<void> {
  await db.run(
    tables
      .updateTable("full_sync")
      .set({ ...ending, date_ended: sql`${now}::timestamptz` })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", kind)
      .where("status", "=", "Running")
      .$if(at !== undefined, (query) => query.where("run", "=", at!.run).where("step", "=", at!.step)),
  );
}

/** How much waits on some ways at most, up to a number beyond which it is not counted. */
export async function waitingOn(
  db: TenantDb,
  subscriber: string,
  lanes: readonly string[],
  most: number,
): Promise<number> {
  if (lanes.length === 0) return 0;
  const row = await db.row<{ waiting: number }>(sql`
    select coalesce(max(w.waiting), 0) as waiting from unnest(${[...lanes]}::text[]) as lane (target)
    cross join lateral (select count(*) as waiting from (select from outbox.delivery d
      where d.marketplace_id = ${db.marketplaceId} and d.subscriber = ${subscriber} and d.target = lane.target
        and d.ended_at is null limit ${most}) as found) as w`);
  return Number(row?.waiting ?? 0);
}
