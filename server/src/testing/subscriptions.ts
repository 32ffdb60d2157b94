import { type App, subscriptionService } from "../app.ts";
import { runSubscriptions } from "../orders/index.ts";

/**
 * Does the hourly job of subscriptions for one marketplace, now.
 *
 * @param again what failed within the hour is tried again.
 * @throws Error when some could not be carried out.
 */
export const makeOrdersOfSubscriptions = ({ works }: App, marketplaceId: string, again: boolean): Promise<void> =>
  runSubscriptions(
    { works, services: subscriptionService, marketplaces: async () => [marketplaceId], log: () => {} },
    { again },
  );
