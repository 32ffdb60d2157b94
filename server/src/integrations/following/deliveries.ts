import { readerOf } from "../../platform/access/caller.ts";
import type { ReadObject } from "../../platform/operation/read-replies.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { toServices } from "../outgoing/services.ts";
import { isSilent } from "../targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import { settingsOf } from "../targets/through.ts";
import { tell } from "../telling/tell.ts";
import { findConsumer } from "./consumers.store.ts";
import { laneOf, type Notice } from "./notice.ts";

/** Who delivers notices, as the outbox knows them. */
export const noticeSubscriber = "synchronization";

/**
 * Delivers what consumers are told through the delivery configuration that they have by then, with the state that objects
 * have by then: a retry is never behind what followed it. Any failure is tried again as that of a webhook is. Nothing is
 * delivered where nobody is told any more, the configuration is switched off or has no such target, or the object is gone.
 */
export function noticeDeliveries(
  works: Works,
  { secrets }: Pick<Services, "secrets">,
  targets: Targets,
  read: ReadObject,
): Subscriber<Delivery<"Notice">> {
  return {
    ...toServices,
    name: noticeSubscriber,
    types: ["Notice"],
    targetOf: ({ payload }) => laneOf(payload as Notice),
    isSilence: isSilent,
    async deliver({ id, marketplaceId, key, announcedAt, payload: { consumer: name, target, user, what } }) {
      const found = await works.run(marketplaceId, readerOf(marketplaceId), "snapshot", async (work) => {
        const consumer = await findConsumer(work.db, name);
        if (consumer === undefined || !consumer.enabled) return undefined;
        const told = await tell(work, read, consumer, user, what);
        return told && { consumer, told };
      });
      if (found === undefined) return undefined;
      const { consumer, told } = found;
      const settings = settingsOf(secrets, consumer, target);
      if (settings === undefined) return undefined;
      return targets.send(target, settings, { id, marketplaceId, key, at: announcedAt, ...told });
    },
  };
}
