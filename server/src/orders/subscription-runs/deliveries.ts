import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Outside } from "../../platform/work/outside.ts";
import { heard, storedAnswer } from "../worksheet/answer.ts";
import { keepServiceAnswer, reportOf } from "./run.ts";
import type { SubscriptionServices } from "./service.ts";

const actor = systemActor("subscriptions");

/** Attempts to tell one service at the same time: it submits an order in each. */
const perService = 4;

/**
 * Tells services of the orders of subscriptions, and keeps what they say. Whatever that is, it is said: an attempt that
 * fails is made again by the hourly job, with the same order (docs/behaviour/subscriptions.md §3).
 */
export function subscriptionDeliveries(
  { works, services }: Pick<Outside, "works" | "services">,
  means: SubscriptionServices,
): Subscriber<Delivery<"SubscriptionRun">> {
  return {
    name: "subscription-runs",
    types: ["SubscriptionRun"],
    concurrency: 32,
    perTarget: perService,
    async deliver({ marketplaceId, payload: name }) {
      const found = await works.run(marketplaceId, actor, "read", async (work) => {
        const [report, service] = await Promise.all([reportOf(work, name), means.find(work)]);
        return { report, service };
      });
      const { report, service } = found;
      if (report === undefined) return undefined;
      const keep = (kept: Parameters<typeof keepServiceAnswer>[2]) =>
        works.run(marketplaceId, actor, "write", (work) => keepServiceAnswer(work, name, kept));
      if (report === "submitted") await keep({ answer: null, succeeded: true });
      if (report === "submitted" || service === undefined) return undefined;
      const { answer, outcome } = await heard("SubscriptionIntegrationResponse", means.tell(services, service, report));
      await keep({ answer: storedAnswer(answer), succeeded: answer.Succeeded });
      return outcome;
    },
  };
}
