import type { Json } from "../../platform/db/json.ts";
import type { Work } from "../../platform/work/work.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import { findUserByKey } from "../aggregate/from-user.store.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { openSubscription } from "../subscriptions/items.store.ts";
import { dateAfter } from "../subscriptions/recurrence.ts";
import { shownSubscription } from "../subscriptions/shown.ts";
import { keepAnswer } from "../worksheet/answers.store.ts";
import { emptyWorksheet, worksheet } from "../worksheet/worksheet.ts";
import { makeOrder } from "./make-order.ts";
import {
  type AttemptName,
  type DueSubscription,
  findAttempt,
  finishRun,
  holdDue,
  type KeptAttempt,
  keepAttempt,
} from "./runs.store.ts";
import type { RunReport, SubscriptionSettings } from "./service.ts";

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    SubscriptionRun: AttemptName;
  }
}

/**
 * Makes the order of a subscription that is due, or tells of it once more, in one transaction with the note that it did: for
 * a date there is one order, whatever process comes how often (docs/behaviour/subscriptions.md §3).
 *
 * @param key of the subscription; nothing happens where it is not due any more.
 * @param again what failed is tried again, however little time has passed.
 */
export async function runSubscription(
  work: Work,
  key: number,
  { tells }: SubscriptionSettings,
  again: boolean,
): Promise<void> {
  const { db, now } = work;
  const subscription = await holdDue(db, now, key, again);
  if (subscription === undefined) return;
  const { due } = subscription;
  // Submitted by whoever was told before and did not say so, or by somebody else.
  if (subscription.orderStatus !== null && subscription.orderStatus !== "Unsubmitted")
    return finish(work, subscription);
  const made = await madeOrder(work, subscription);
  const attempt = subscription.attempts + 1;
  await keepAttempt(db, now, key, { due, attempts: attempt, ...made });
  if (!tells) return made.orderId === null ? undefined : finish(work, subscription);
  await work.announce("SubscriptionRun", `subscription/${key}`, { subscription: key, due, attempt });
}

/** The order of an earlier attempt, else a new one. */
async function madeOrder(work: Work, subscription: DueSubscription) {
  const { key, orderId, unavailableProductIds } = subscription;
  if (orderId !== null) return { orderId, errorCode: null, unavailableProductIds };
  const found = await openSubscription(work.db, { key });
  return makeOrder(work, subscription, found?.items ?? []);
}

const finish = (work: Work, subscription: DueSubscription | KeptAttempt) =>
  finishRun(work.db, work.now, subscription.key, subscription.due, dateAfter(new Date(subscription.due), subscription));

/**
 * What the service is to be told of an attempt: nothing any more where a later one was made, or the order was submitted
 * meanwhile, with which its date ends.
 */
export async function reportOf(work: Work, name: AttemptName): Promise<RunReport | "submitted" | undefined> {
  const attempt = await findAttempt(work.db, name);
  if (attempt === undefined) return undefined;
  const { orderId, errorCode, unavailableProductIds } = attempt;
  if (orderId === null)
    return { worksheet: await worksheetWithoutOrder(work, attempt), unavailableProductIds, errorCode };
  const order = await open(work, storedOrder(orderId));
  if (order === undefined) return undefined;
  if (order.head.Status !== "Unsubmitted") return "submitted";
  const sheet = await worksheet({ ...work, actor: { userType: "Seller" } }, order.head);
  return { worksheet: sheet, unavailableProductIds, errorCode };
}

/** The worksheet of an order that could not be made: it has no ID, and tells for whom and of which subscription it was to be. */
async function worksheetWithoutOrder(work: Work, attempt: KeptAttempt) {
  const [user, subscription] = await Promise.all([
    findUserByKey(work.db, attempt.from_user_key),
    shownSubscription(work, attempt.id),
  ]);
  const order = {
    ...blankHead(work.now),
    ID: null,
    FromUser: user?.shown ?? null,
    FromUserID: user?.id ?? null,
    FromCompanyID: attempt.buyer_id,
    ToCompanyID: attempt.supplier_id ?? work.marketplaceId,
    Currency: user?.currency ?? null,
    SubscriptionID: attempt.id,
  };
  const empty = emptyWorksheet(order as unknown as Parameters<typeof emptyWorksheet>[0]);
  return { ...empty, Subscription: subscription as typeof empty.Subscription };
}

/** Keeps what the service said of an attempt. Where it took the order, the subscription moves on to its next date. */
export async function keepServiceAnswer(
  work: Work,
  name: AttemptName,
  { answer, succeeded }: { readonly answer: Json | null; readonly succeeded: boolean },
): Promise<void> {
  const attempt = await findAttempt(work.db, name, true);
  if (attempt === undefined) return;
  const { orderId } = attempt;
  if (orderId !== null && answer !== null)
    await keepAnswer(work.db, orderId, "SubscriptionIntegrationResponse", answer);
  if (orderId !== null && succeeded) await finish(work, attempt);
}
