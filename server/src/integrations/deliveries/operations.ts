import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { ended, findDelivery, listDeliveries, replay } from "./store.ts";

/** Deliveries that one call makes once more, at most. */
const mostReplayed = 1_000;

/** What services are told in the background, how that went, and once more (docs/behaviour/integrations.md §2.2). */
export const deliveryOperations = (): Implementation[] =>
  implement("Deliveries", {
    List: (call) => listDeliveries(call.db, call.list),
    async Get({ db, path: { deliveryID } }) {
      const found = await findDelivery(db, deliveryID);
      if (found === undefined) throw notFound("Delivery", deliveryID);
      return found;
    },
    async Replay({ db, path: { deliveryID } }) {
      const found = await findDelivery(db, deliveryID);
      if (found === undefined) throw notFound("Delivery", deliveryID);
      if ((await replay(db, [deliveryID])) === 0) throw apiError("Delivery.Waiting");
    },
    async ReplayMany({ db, body }) {
      const { ids, remaining } = await ended(db, body, mostReplayed);
      return { Replayed: await replay(db, ids), Remaining: remaining };
    },
  });
