import { apiError } from "../../platform/errors/api-error.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { findStayingUser } from "../aggregate/from-user.store.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { splitOrder } from "./split.ts";
import { forwarderKey, noteTried, takeWaiting, waitingOrders } from "./to-forward.store.ts";

const actor = systemActor("auto-forwarding");

/** Orders that one delivery tries: the others have turns with those that follow it. */
const mostTried = 500;

/**
 * Forwards orders by themselves, as the marketplace's user for that, once they are open
 * (docs/behaviour/orders.md §14). One that cannot be forwarded holds up no other, and is tried again.
 */
export const autoForwarding = (works: Works): Subscriber<Delivery<"OrderToForward">> => ({
  name: "auto-forwarding",
  types: ["OrderToForward"],
  async deliver({ marketplaceId }) {
    const tried = new Set<string>();
    const failures: unknown[] = [];
    while (tried.size < mostTried) {
      const waiting = await works.run(marketplaceId, actor, "read", ({ db }) => waitingOrders(db));
      // One that was renamed meanwhile waits under another ID.
      const untried = waiting.filter((id) => !tried.has(id));
      for (const id of untried) {
        tried.add(id);
        await works
          .run(marketplaceId, actor, "write", (work) => forward(work, id))
          .catch(async (error: unknown) => {
            failures.push(error);
            await works.run(marketplaceId, actor, "write", ({ db, now }) => noteTried(db, id, now));
          });
      }
      if (untried.length === 0) break;
    }
    if (failures.length > 0) throw failures[0];
  },
});

/** @throws ApiError Seller.AutoForwardingUserRequired when nobody is there to forward any more. */
async function forward(work: Work, orderId: string): Promise<void> {
  const order = await open(work, storedOrder(orderId), { lock: true, with: ["lines"] });
  if (order === undefined || !(await takeWaiting(work.db, orderId))) return;
  // It may have been canceled meanwhile.
  if (order.head.Status !== "Open") return;
  const key = await forwarderKey(work.db);
  const from = key === undefined ? undefined : await findStayingUser(work.db, key);
  if (from === undefined) throw apiError("Seller.AutoForwardingUserRequired");
  await splitOrder(work, order, from, "forward");
}
