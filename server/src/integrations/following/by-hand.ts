import type { CodeWithoutData } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { What } from "../outgoing/message.ts";
import { deliverableTo } from "../targets/targets.ts";
import { findConsumer } from "./consumers.store.ts";
import { announceTo, userContext } from "./notice.ts";

/** Something asked for by hand. */
export interface Asked {
  readonly consumer: string;
  /** Refusal where there is no such consumer, or it is paused. */
  readonly disabled: CodeWithoutData;
  readonly subject: string;
  readonly what: What;
  /** Refusal of a delivery configuration that is switched off. Default: DeliveryConfig.ConfigurationDisabled. */
  readonly off?: CodeWithoutData;
}

/**
 * Has a consumer told of something now, whatever it is told by itself (docs/behaviour/integrations.md §6).
 *
 * @throws ApiError the code for a consumer that is not there or paused, DeliveryConfig.ConfigurationDisabled, or
 *   NotImplemented where nothing is delivered to any of its targets.
 */
export async function announceByHand(
  work: UserWork & { readonly operation: string },
  { consumer: id, disabled, subject, what, off = "DeliveryConfig.ConfigurationDisabled" }: Asked,
): Promise<void> {
  const consumer = await findConsumer(work.db, id);
  if (consumer === undefined || consumer.paused) throw apiError(disabled);
  if (!consumer.enabled) throw apiError(off);
  if (deliverableTo(id)(consumer.targets.value).length === 0)
    throw apiError("NotImplemented", { Operation: work.operation });
  await announceTo(work, consumer, { user: userContext(work.actor), subject, what });
}
