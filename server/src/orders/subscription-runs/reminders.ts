import { type LineItem, models, type Subscription } from "@orderwell/contract";
import { announceMessage } from "../../people/index.ts";
import { snapshot } from "../../platform/crud/snapshot.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import type { Work } from "../../platform/work/work.ts";
import { productIdsOf } from "../aggregate/order.ts";
import { openSubscription } from "../subscriptions/items.store.ts";
import { type PricedItems, pricedItems } from "../subscriptions/priced.ts";
import { subscriptionTable } from "../subscriptions/subscriptions.store.ts";
import { holdReminder } from "./runs.store.ts";

const writer = new ReplyWriter(models);

/**
 * Reminds the subscriber of the next order of a subscription, once for each date (docs/behaviour/subscriptions.md §4).
 *
 * @param key of the subscription; nothing happens where nobody is to be reminded any more.
 */
export async function remind(work: Work, key: number, days: number): Promise<void> {
  const { db } = work;
  const id = await holdReminder(db, work.now, days, key);
  const subscription = id === undefined ? undefined : await openSubscription(db, { key });
  if (id === undefined || subscription === undefined) return;
  const [priced, stored] = await Promise.all([pricedItems(work, [subscription]), subscriptionTable.find(db, {}, id)]);
  const { items, available, projected, products } = priced.get(key) as PricedItems;
  const there = new Set(productIdsOf({ lines: available }));
  const body = writer.object("MessageSenderSubscriptionReminderEventBody", {
    LineItems: items as readonly LineItem[],
    Products: [...there].map((one) => snapshot("Product", products.get(one.toLowerCase())?.product as object)),
    Subscription: { ...(stored as Subscription), ProjectedSubtotal: projected },
    UnavailableProductIDs: productIdsOf({ lines: items }).filter((one) => !there.has(one)),
  });
  await announceMessage(work, subscription.from_user_key, "SubscriptionReminder", parseJson(body));
}
