import type { GivenUp } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Works } from "../../platform/work/works.ts";
import { consumers } from "../outgoing/consumer.ts";
import type { What } from "../outgoing/message.ts";
import { findConsumer } from "./consumers.store.ts";
import type { Notice } from "./notice.ts";
import { announceTo, userContext } from "./notice.ts";

/** A failure in the background, as marketplaces are told of it (docs/behaviour/integrations.md §8). */
export interface Failure {
  /** Status that a service answered with; null where none came. */
  readonly StatusCode: number | null;
  readonly ErrorCode: string;
  readonly Message: string;
  readonly Data: Readonly<Record<string, unknown>> | null;
}

/** The message about a failure. */
export const failure = (says: Failure): What => ({ type: "errors", says: { ...says } });

/** Number of a status that an error's message ends with. */
const statusIn = (error: string): number | null => {
  const found = / status (\d{3})$/.exec(error)?.[1];
  return found === undefined ? null : Number(found);
};

const actor = systemActor("synchronization");

/**
 * Tells a marketplace of a delivery that is about to be given up, where it wants to know. Of one that was to tell of a
 * failure nothing is told.
 */
export const reportGivenUp =
  (works: Works) =>
  async ({ id, marketplaceId, subscriber, type, key, attempts, payload, error }: GivenUp): Promise<void> => {
    if (type === "Notice" && (payload as Notice).consumer === consumers.errors) return;
    await works.run(marketplaceId, actor, "write", async (work) => {
      const consumer = await findConsumer(work.db, consumers.errors);
      if (consumer === undefined || !consumer.enabled) return;
      const says: Failure = {
        StatusCode: statusIn(error),
        ErrorCode: "Delivery.GivenUp",
        Message: error,
        Data: { DeliveryID: id, Subscriber: subscriber, Type: type, Subject: key, Attempts: attempts },
      };
      await announceTo(work, consumer, { user: userContext(actor), subject: id, what: failure(says) });
    });
  };
