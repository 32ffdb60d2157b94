import { askForRun } from "../../orders/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { takeRunByHand } from "./store.ts";

/**
 * Has the subscriptions of a marketplace carried out before the hour is over (docs/behaviour/subscriptions.md §2).
 *
 * @throws ApiError NotFound (SubscriptionIntegration) where none is active; SubscriptionIntegration.ExceedsSelfServiceLimit
 */
export async function processSubscriptions(work: Work): Promise<void> {
  const taken = await takeRunByHand(work.db, work.now);
  if (taken === undefined) throw notFound("SubscriptionIntegration", "");
  if (!taken) throw apiError("SubscriptionIntegration.ExceedsSelfServiceLimit");
  await askForRun(work);
}
