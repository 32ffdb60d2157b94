import { announceMessageAbout, messageTypes } from "../../people/index.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Works } from "../../platform/work/works.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { presentId } from "../news/former-ids.store.ts";
import { membersOf } from "./recipients.store.ts";

const actor = systemActor("order-messages");

/**
 * Makes the messages of what happened to orders: one for each who is to be told. Orders that are gone by then send none
 * (docs/behaviour/integrations.md §4).
 */
export function orderMessages(works: Works): Subscriber<Delivery<"OrderNews">> {
  return {
    name: "order-messages",
    types: ["OrderNews"],
    passesOn: messageTypes,
    async deliver({ marketplaceId, payload: { order: then, created, shipment, orderReturn, logId, messages } }) {
      await works.run(marketplaceId, actor, "write", async ({ db, announce, services }) => {
        const id = await presentId(db, then, created);
        const order = id === undefined ? undefined : await open({ db }, storedOrder(id));
        if (order === undefined) return;
        const { from_user_key: userKey } = order.head;
        for (const { type, groups, except } of messages) {
          const fromUser = groups === undefined;
          const about = {
            order: order.head.ID,
            ...(order.head.DateCreated && { created: order.head.DateCreated }),
            ...(shipment && { shipment }),
            ...(orderReturn && { orderReturn }),
            ...(fromUser && { fromUser: true as const }),
          };
          for (const recipient of fromUser ? [Number(userKey)] : await membersOf(db, groups, except))
            await announceMessageAbout({ db, announce, services, logId }, recipient, type, about);
        }
      });
    },
  };
}
