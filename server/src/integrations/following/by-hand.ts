import type { CodeWithoutData } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { What } from "../outgoing/message.ts";
import { deliverableTo } from "../targets/targets.ts";
import { findConsumer, type StoredConsumer } from "./consumers.store.ts";
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

/** Refusals of a consumer that is not there or paused, and of a delivery configuration that is switched off. */
interface Refusals {
  readonly disabled: () => ApiError;
  /** Default: DeliveryConfig.ConfigurationDisabled. */
  readonly off?: CodeWithoutData | undefined;
}

/**
 * A consumer that can be told of something now (docs/behaviour/integrations.md §6).
 *
 * @throws ApiError what is given; DeliveryConfig.NoTarget where it is told at none of the targets.
 */
export async function findReachable(db: TenantDb, id: string, { disabled, off }: Refusals): Promise<StoredConsumer> {
  const consumer = await findConsumer(db, id);
  if (consumer === undefined || consumer.paused) throw disabled();
  if (!consumer.enabled) throw apiError(off ?? "DeliveryConfig.ConfigurationDisabled");
  if (deliverableTo(id)(consumer.targets.value).length === 0)
    throw apiError("DeliveryConfig.NoTarget", { DeliveryConfigID: consumer.config });
  return consumer;
}

/**
 * Has a consumer told of something now, whatever it is told by itself (docs/behaviour/integrations.md §6).
 *
 * @throws ApiError the code for a consumer that is not there or paused, DeliveryConfig.ConfigurationDisabled,
 *   DeliveryConfig.NoTarget
 */
export async function announceByHand(work: UserWork, asked: Asked): Promise<void> {
  const { consumer: id, disabled, subject, what, off } = asked;
  const consumer = await findReachable(work.db, id, { disabled: () => apiError(disabled), off });
  await announceTo(work, consumer, { user: userContext(work.actor), subject, what });
}
