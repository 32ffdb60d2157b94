import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import type { Work } from "../../platform/work/work.ts";
import { runSubscriptions, type SubscriptionJobParts } from "./schedule.ts";

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    SubscriptionsByHand: Readonly<Record<never, never>>;
  }
}

/** Has the subscriptions of a marketplace carried out now, in the background. Its integration must be locked. */
export const askForRun = (work: Pick<Work, "announce">): Promise<void> =>
  work.announce("SubscriptionsByHand", "subscriptions", {});

/** Carries out subscriptions of marketplaces that somebody asks it for (docs/behaviour/subscriptions.md §2). */
export const subscriptionRunsByHand = (
  parts: Omit<SubscriptionJobParts, "marketplaces">,
): Subscriber<Delivery<"SubscriptionsByHand">> => ({
  name: "subscription-runs-by-hand",
  types: ["SubscriptionsByHand"],
  // Each attempt tells services once more of what they did not take.
  attempts: 2,
  concurrency: 2,
  perTarget: 1,
  deliver: ({ marketplaceId, signal }) =>
    runSubscriptions({ ...parts, marketplaces: async () => [marketplaceId] }, { signal, again: true }),
});
