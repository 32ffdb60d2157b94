import type { Subscription } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { Work } from "../../platform/work/work.ts";
import { subscriptionsWithItems } from "./items.store.ts";
import { pricedItems } from "./priced.ts";
import { subscriptionTable } from "./subscriptions.store.ts";

type Reading = Pick<Work, "db" | "marketplaceId" | "now" | "services">;

/** Subscriptions with the subtotal that their next order would have today. */
export async function projected(
  work: Reading,
  subscriptions: readonly Row<Subscription>[],
): Promise<Row<Subscription>[]> {
  const opened = await subscriptionsWithItems(
    work.db,
    subscriptions.map(({ ID }) => ID),
  );
  const priced = await pricedItems(work, opened);
  const byId = new Map(opened.map(({ id, key }) => [id, priced.get(key)?.projected]));
  return subscriptions.map((one) => ({ ...one, ProjectedSubtotal: byId.get(one.ID) ?? "0" }));
}

/** A subscription as replies show it, by its ID; null when there is none. */
export async function shownSubscription(work: Reading, id: string): Promise<Row<Subscription> | null> {
  const found = await subscriptionTable.find(work.db, {}, id);
  return found === undefined ? null : ((await projected(work, [found]))[0] ?? null);
}
