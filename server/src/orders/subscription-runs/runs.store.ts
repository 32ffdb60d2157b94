import type { OrderStatus, PaymentType } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Recurrence } from "../subscriptions/recurrence.ts";
import { addressId, headColumns, type SubscriptionHead } from "../subscriptions/subscriptions.store.ts";

/** Time for which an order that is due is still made, and for which a reminder is sent ahead of its time. */
const windowMs = 5 * 60 * 60_000;

/** Pause between two attempts: somewhat less than an hour, since the hourly job is not to the second. */
const pauseMs = 55 * 60_000;

/** A subscription in the order in which they are looked through. */
export interface Candidate {
  readonly key: number;
  /** `NextOrderDate`. */
  readonly date: string;
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

/** The alias `t` is of somebody who may order: an active user of an active buyer, not ended. */
const running = (now: Date): RawBuilder<unknown> => sql`t.active and (t.end_date is null or t.end_date > ${now})
  and exists (select from app_user u join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
    where u.marketplace_id = t.marketplace_id and u.key = t.from_user_key and u.active and b.active)`;

/** @param again attempts that failed are made again whenever that was. */
const isDue = (
  now: Date,
  again: boolean,
): RawBuilder<unknown> => sql`t.next_order_date between ${before(now, windowMs)} and ${now}
  and ${running(now)}
  and not exists (select from subscription_run r where r.marketplace_id = t.marketplace_id
    and r.subscription_key = t.key and r.due_date = t.next_order_date
    and (r.done_at is not null or r.tried_at > ${before(now, again ? 0 : pauseMs)}))`;

const isNear = (now: Date, days: number): RawBuilder<unknown> => sql`
  t.next_order_date between ${now}::timestamptz + make_interval(days => ${days}::int)
    and ${before(now, -windowMs)}::timestamptz + make_interval(days => ${days}::int)
  and t.reminded_for is distinct from t.next_order_date and ${running(now)}
  and (t.end_date is null or t.end_date > t.next_order_date)`;

const page = (db: TenantDb, condition: RawBuilder<unknown>, after: Candidate | undefined, most: number) =>
  db.rows<Candidate>(sql`select t.key, t.next_order_date as date from subscription as t
    where t.marketplace_id = ${db.marketplaceId} and ${condition}
      ${after === undefined ? sql`` : sql`and (t.next_order_date, t.key) > (${after.date}::timestamptz, ${after.key}::bigint)`}
    order by t.next_order_date, t.key limit ${most}`);

/** The columns of a `Recurrence`, over the alias `t`. */
const recurrence = sql`t.frequency, t."interval", t.day_of_month as "dayOfMonth"`;

/** Subscriptions whose order is to be made now, or to be told of once more. */
export const dueSubscriptions = (
  db: TenantDb,
  now: Date,
  again: boolean,
  after: Candidate | undefined,
  most: number,
): Promise<readonly Candidate[]> => page(db, isDue(now, again), after, most);

/** Subscriptions whose subscriber is to be reminded now. */
export const subscriptionsToRemind = (
  db: TenantDb,
  now: Date,
  days: number,
  after: Candidate | undefined,
  most: number,
): Promise<readonly Candidate[]> => page(db, isNear(now, days), after, most);

/** A subscription whose order is due, held until the transaction ends, with what has become of the order. */
export interface DueSubscription extends SubscriptionHead, Recurrence {
  /** `NextOrderDate`. */
  readonly due: string;
  readonly paymentType: PaymentType | null;
  readonly creditCardId: string | null;
  readonly spendingAccountId: string | null;
  readonly billingAddressId: string | null;
  readonly shippingAddressId: string | null;
  /** Attempts so far. */
  readonly attempts: number;
  /** The order that an earlier attempt made; null while there is none. */
  readonly orderId: string | null;
  readonly orderStatus: OrderStatus | null;
  /** Products that it lacks. */
  readonly unavailableProductIds: readonly string[];
}

type Stored<Found> = Omit<Found, "unavailableProductIds"> & { readonly unavailableProductIds: Json };

/** The row, with what is JSON in it. */
const parsed = <Found extends { readonly unavailableProductIds: readonly string[] }>(
  row: Stored<Found> | undefined,
): Found | undefined =>
  row && ({ ...row, unavailableProductIds: row.unavailableProductIds.value as readonly string[] } as unknown as Found);

/** Holds a subscription; undefined when its order is not due any more. */
export async function holdDue(
  db: TenantDb,
  now: Date,
  key: number,
  again: boolean,
): Promise<DueSubscription | undefined> {
  const own = sql`t.marketplace_id = ${db.marketplaceId} and t.key = ${key}`;
  // In statements of their own: Citus locks no row that is read with subqueries.
  const [, found] = await Promise.all([
    db.row(sql`select from subscription as t where ${own} for update`),
    db.row<Stored<DueSubscription>>(sql`
      select ${headColumns}, ${recurrence}, t.next_order_date as due,
        t.payment_type as "paymentType", t.credit_card_id as "creditCardId",
        t.spending_account_id as "spendingAccountId", ${addressId("billing_address_key")} as "billingAddressId",
        ${addressId("shipping_address_key")} as "shippingAddressId", coalesce(r.attempts, 0) as attempts,
        r.order_id as "orderId", o.status as "orderStatus",
        coalesce(r.unavailable_product_ids, '[]') as "unavailableProductIds"
      from subscription as t
      left join subscription_run r on r.marketplace_id = ${db.marketplaceId} and r.subscription_key = t.key
        and r.due_date = t.next_order_date
      left join purchase_order o on o.marketplace_id = ${db.marketplaceId} and o.id = r.order_id
      where ${own} and ${isDue(now, again)}`),
  ]);
  return parsed(found);
}

/** Holds a subscription whose subscriber is to be reminded, and notes that they are; undefined when they are not any more. */
export async function holdReminder(db: TenantDb, now: Date, days: number, key: number): Promise<string | undefined> {
  const row = await db.row<{ id: string }>(sql`update subscription as t set reminded_for = t.next_order_date
    where t.marketplace_id = ${db.marketplaceId} and t.key = ${key} and ${isNear(now, days)} returning t.id`);
  return row?.id;
}

/** Outcome of an attempt to make an order. */
export interface Attempt {
  readonly due: string;
  readonly attempts: number;
  readonly orderId: string | null;
  readonly errorCode: string | null;
  readonly unavailableProductIds: readonly string[];
}

/** Keeps an attempt in place of the former one. The first makes the row that stands for the date: there can be but one. */
export async function keepAttempt(db: TenantDb, now: Date, key: number, attempt: Attempt): Promise<void> {
  const { due, attempts, orderId, errorCode } = attempt;
  const unavailable = sql`${JSON.stringify(attempt.unavailableProductIds)}::json`;
  await db.run(
    attempts === 1
      ? sql`insert into subscription_run (marketplace_id, subscription_key, due_date, order_id, error_code,
          unavailable_product_ids, attempts, tried_at)
        values (${db.marketplaceId}, ${key}, ${due}, ${orderId}, ${errorCode}, ${unavailable}, 1, ${now})`
      : sql`update subscription_run set order_id = ${orderId}, error_code = ${errorCode},
          unavailable_product_ids = ${unavailable}, attempts = ${attempts}, tried_at = ${now}
        where marketplace_id = ${db.marketplaceId} and subscription_key = ${key} and due_date = ${due}::timestamptz`,
  );
}

/** An attempt as its service is to be told of it. */
export interface KeptAttempt extends SubscriptionHead, Recurrence {
  readonly orderId: string | null;
  readonly errorCode: string | null;
  readonly unavailableProductIds: readonly string[];
  readonly due: string;
}

/** Names an attempt. */
export interface AttemptName {
  readonly subscription: number;
  readonly due: string;
  readonly attempt: number;
}

/** An attempt, as long as no later one was made and nobody has taken its order; `lock` holds the subscription. */
export async function findAttempt(
  db: TenantDb,
  { subscription, due, attempt }: AttemptName,
  lock = false,
): Promise<KeptAttempt | undefined> {
  const own = sql`t.marketplace_id = ${db.marketplaceId} and t.key = ${subscription}`;
  const [, found] = await Promise.all([
    lock && db.row(sql`select from subscription as t where ${own} for update`),
    db.row<Stored<KeptAttempt>>(sql`
      select ${headColumns}, ${recurrence}, r.due_date as due,
        r.order_id as "orderId", r.error_code as "errorCode", r.unavailable_product_ids as "unavailableProductIds"
      from subscription as t
      join subscription_run r on r.marketplace_id = ${db.marketplaceId} and r.subscription_key = t.key
      where ${own} and r.due_date = ${due}::timestamptz and r.attempts = ${attempt} and r.done_at is null`),
  ]);
  return parsed(found);
}

/** Ends a due date: its order is the last one, and the subscription moves on, unless it was moved in the meantime. */
export async function finishRun(db: TenantDb, now: Date, key: number, due: string, next: Date): Promise<void> {
  await Promise.all([
    db.run(sql`update subscription_run set done_at = ${now}
      where marketplace_id = ${db.marketplaceId} and subscription_key = ${key} and due_date = ${due}::timestamptz`),
    db.run(sql`update subscription as t set last_order_date = ${now},
        next_order_date = case when t.next_order_date = ${due}::timestamptz then ${next} else t.next_order_date end
      where t.marketplace_id = ${db.marketplaceId} and t.key = ${key}`),
  ]);
}

/** Days for which it is known what became of a due date. */
const keptDays = 90;

/** Rows that one purge deletes at most. */
const purgedAtOnce = 50_000;

/** Forgets due dates of long ago. */
export async function purgeRuns({ db, now }: { readonly db: TenantDb; readonly now: Date }): Promise<void> {
  await db.run(sql`delete from subscription_run as r
    where r.marketplace_id = ${db.marketplaceId} and (r.subscription_key, r.due_date) in (
      select o.subscription_key, o.due_date from subscription_run o
      where o.marketplace_id = ${db.marketplaceId} and o.due_date < ${before(now, keptDays * 86_400_000)}
      limit ${purgedAtOnce})`);
}
