import type { DeliveryTargets } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { findDeliveryConfig } from "../delivery-configs/store.ts";
import { openHidden, wholeTargets } from "../delivery-configs/targets.ts";
import type { TargetName } from "../outgoing/consumer.ts";

/** Settings of one target of a delivery configuration; undefined where it is gone, switched off or without that target. */
export async function settingsOf<Name extends TargetName>(
  db: TenantDb,
  secrets: SecretBox,
  config: string,
  target: Name,
): Promise<NonNullable<DeliveryTargets[Name]> | undefined> {
  const found = await findDeliveryConfig(db, config);
  if (found === undefined || !found.enabled) return undefined;
  return wholeTargets(found.targets.value, openHidden(secrets, found.secrets))[target] ?? undefined;
}
