import type { ApiError } from "../../platform/errors/api-error.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { findDeliveryConfig } from "./store.ts";

interface Delivered {
  DeliveryConfigID: string | null;
}

/** Refusals of a delivery configuration that is not there, and of one that is switched off. */
export interface DeliveryRefusals {
  readonly unknown?: (id: string) => ApiError;
  readonly disabled?: () => ApiError;
}

/**
 * Makes what names a delivery configuration name it by its stored ID. One that it named before stays, switched off or not
 * (docs/behaviour/integrations.md §5).
 *
 * @throws ApiError NotFound (DeliveryConfig), DeliveryConfig.ConfigurationDisabled, or what is given instead.
 */
export async function nameDeliveryConfig(
  { db }: Pick<Work, "db">,
  draft: Delivered,
  before: Delivered | null,
  { unknown, disabled }: DeliveryRefusals = {},
): Promise<void> {
  const { DeliveryConfigID: id } = draft;
  if (id === null || id === before?.DeliveryConfigID) return;
  const config = await findDeliveryConfig(db, id);
  if (config === undefined) throw unknown?.(id) ?? notFound("DeliveryConfig", id);
  if (!config.enabled) throw disabled?.() ?? apiError("DeliveryConfig.ConfigurationDisabled");
  draft.DeliveryConfigID = config.id;
}
