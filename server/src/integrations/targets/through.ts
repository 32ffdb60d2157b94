import type { DeliveryTargets } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { openHidden, wholeTargets } from "../delivery-configs/targets.ts";
import type { TargetName } from "../outgoing/consumer.ts";
import { deliverable } from "./targets.ts";

/** Somebody who is told of something, with the delivery configuration that they have. */
export interface Told {
  /** Its ID; null: they are told at an address of their own. */
  readonly config: string | null;
  readonly enabled: boolean | null;
  /** Its targets, without what replies hide. */
  readonly targets: Json | null;
}

/** The way by which something waits to be told: a target of a delivery configuration, or else an address of their own. */
export interface Way {
  /** ID of the configuration when it was announced: turns go by it. */
  readonly config?: string;
  readonly target?: TargetName;
}

/**
 * The ways to somebody: each target is one, so that none waits for another. There is none while the configuration is switched
 * off.
 *
 * @param among names the targets of a configuration that are meant.
 */
export function waysTo({ config, enabled, targets }: Told, among = deliverable): Way[] {
  if (config === null) return [{}];
  return enabled ? among(targets?.value).map((target) => ({ config, target })) : [];
}

/** The key of what somebody is told about a subject: by each way they hear of it in order. */
export const keyBy = ({ target }: Way, who: string, subject: string): string =>
  target === undefined ? `${who}/${subject}` : `${who}/${target}/${subject}`;

/** Whom a delivery goes to, as turns are shared out: a target of a configuration is one for all who are told through it. */
export const laneBy = ({ config = "", target }: Way, who: string): string =>
  target === undefined ? who : `deliveryconfig/${config}/${target}`;

/** A delivery configuration as it is read for a delivery. */
interface Config {
  readonly enabled: boolean;
  readonly targets: Json;
  /** What replies hide, sealed. */
  readonly secrets: string | null;
}

/** Settings of one target of a delivery configuration; undefined where it is gone, switched off or without that target. */
export function settingsOf<Name extends TargetName>(
  box: SecretBox,
  config: Config | undefined,
  target: Name,
): NonNullable<DeliveryTargets[Name]> | undefined {
  if (config === undefined || !config.enabled) return undefined;
  return wholeTargets(config.targets.value, openHidden(box, config.secrets))[target] ?? undefined;
}
