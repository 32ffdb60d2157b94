import type { DeliveryTargets, ModelName } from "@orderwell/contract";
import { modelFields } from "../../platform/crud/fields.ts";
import { deepMerge } from "../../platform/crud/merge.ts";
import { invalidProperty } from "../../platform/errors/api-error.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { customAuthHeaderValue } from "../custom-headers/custom-auth-header.ts";

type Values = Readonly<Record<string, unknown>>;

/** Targets in two parts: what replies show of them, and what they hide. Both are shaped as the targets are. */
export interface DividedTargets {
  readonly shown: DeliveryTargets;
  readonly hidden: Values;
}

const model = "DeliveryConfig";

/** Targets that whatever is told can go to, side by side; of the others a configuration has one. */
export const transports = [
  "Http",
  "Kafka",
  "EventHub",
  "AzureBlob",
  "AzureTable",
  "CosmosDb",
  "RabbitMq",
  "Nats",
  "RedisStream",
] as const satisfies readonly (keyof DeliveryTargets)[];

const isTransport = (name: string): boolean => (transports as readonly string[]).includes(name);

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Checks targets and divides them (docs/behaviour/integrations.md §5). What replies hide clients cannot send back: where it
 * is not given, it stays as it was for as long as its target does.
 *
 * @param before what was shown of them so far.
 * @param hiddenBefore what has been hidden so far.
 * @param isSecure whether an address may be called from this server.
 * @throws ApiError ValidationFailure, Integration.CustomAuthHeaderNameRequired, Integration.CustomAuthHeaderValueRequired
 */
export function checkTargets(
  given: DeliveryTargets,
  { shown: before, hidden: hiddenBefore }: DividedTargets,
  isSecure: (url: string) => boolean,
): DividedTargets {
  const { shown, hidden: fresh } = divide("DeliveryTargets", given as unknown as Values);
  const kept = whereItWas(hiddenBefore, shown, before as unknown as Values);
  const hidden = { ...withKept(fresh, kept, shown) };
  const targets = Object.keys(shown).filter((name) => isObject(shown[name]));
  if (targets.length === 0) throw refusal("", "must have a target.");
  if (targets.filter((name) => !isTransport(name)).length > 1)
    throw refusal("", `may have at most one target besides ${transports.join(", ")}.`);
  requireAll("DeliveryTargets", deepMerge(shown, hidden) as Values, "");
  for (const path of ["Http", "SearchIngestion.Content.Http"])
    if (isObject(at(shown, path))) checkHeader(path, shown, hidden, fresh, kept);
  for (const [path, property] of called) {
    const target = at(shown, path);
    // One that was stored before stays.
    if (!isObject(target) || target[property] === at(before, `${path}.${property}`)) continue;
    if (!isSecure(String(target[property])))
      throw refusal(`.${path}.${property}`, "must be an https address without user name and password.");
  }
  return { shown: shown as unknown as DeliveryTargets, hidden };
}

/** Targets that are called, with the property that says where. */
const called = [
  ["Http", "Endpoint"],
  ["MessageSender", "Endpoint"],
  ["SearchIngestion", "Endpoint"],
  ["SearchIngestion.Content.Http", "Endpoint"],
  ["SendEvent", "ServiceEndpoint"],
  ["ContentHub", "Endpoint"],
] as const;

const refusal = (path: string, says: string) =>
  invalidProperty(model, `DeliveryTargets${path}`, `DeliveryTargets${path} ${says}`);

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce((one: unknown, name) => (isObject(one) ? one[name] : undefined), value);

function divide(of: ModelName, value: Values): { readonly shown: Values; readonly hidden: Values } {
  const shown: Record<string, unknown> = {};
  const hidden: Record<string, unknown> = {};
  const fields = modelFields(of);
  for (const [name, one] of Object.entries(value)) {
    const field = fields[name];
    if (field?.writeOnly) {
      if (one) hidden[name] = one;
    } else if (field?.model !== undefined && isObject(one)) {
      const parts = divide(field.model, one);
      shown[name] = parts.shown;
      if (Object.keys(parts.hidden).length > 0) hidden[name] = parts.hidden;
    } else shown[name] = one;
  }
  return { shown, hidden };
}

/** What is hidden now: what was given, and of what is kept that whose target is still there. */
function withKept(fresh: Values, kept: Values, shown: Values): Values {
  const hidden: Record<string, unknown> = { ...fresh };
  for (const [name, one] of Object.entries(kept)) {
    const target = shown[name];
    if (!isObject(one)) hidden[name] ??= one;
    else if (isObject(target)) hidden[name] = withKept((fresh[name] ?? {}) as Values, one, target);
  }
  return hidden;
}

/** Properties that say whom the secrets beside them are sent to. */
const addresses = ["Endpoint", "ServiceEndpoint", "BootstrapServers"] as const;

/** The host of a web address, with scheme and port; another text as it is. */
function hostIn(text: unknown): string {
  const url = URL.parse(String(text));
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : String(text);
}

/**
 * What is hidden of targets that lead where they led: whoever may configure where a target leads need not know its secrets,
 * and must not have them sent to another host.
 */
function whereItWas(kept: Values, shown: Values, before: Values): Values {
  const hidden: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(kept)) {
    const [now, was] = [shown[name], before[name]];
    if (!isObject(one)) hidden[name] = one;
    else if (isObject(now) && isObject(was)) hidden[name] = whereItWas(one, now, was);
  }
  const moved = addresses.some((name) => hostIn(shown[name] ?? "") !== hostIn(before[name] ?? ""));
  return moved ? Object.fromEntries(Object.entries(hidden).filter(([, one]) => isObject(one))) : hidden;
}

/** In part of a body nothing has to be there; a target that came to be so has to be whole. */
function requireAll(of: ModelName, value: Values, path: string): void {
  for (const [name, field] of Object.entries(modelFields(of))) {
    const one = value[name];
    if (field.required && (one === undefined || one === null || one === ""))
      throw refusal(`${path}.${name}`, "is required.");
    if (field.model !== undefined && isObject(one)) requireAll(field.model, one, `${path}.${name}`);
  }
}

/** A header's value goes when its name does. */
function checkHeader(path: string, shown: Values, hidden: Values, fresh: Values, kept: Values): void {
  const property = "CustomAuthHeaderValue";
  const value = customAuthHeaderValue(
    "HttpConfig",
    {
      CustomAuthHeaderName: (at(shown, `${path}.CustomAuthHeaderName`) as string | null | undefined) ?? null,
      CustomAuthHeaderValue: (at(fresh, `${path}.${property}`) as string | undefined) ?? null,
    },
    (at(kept, `${path}.${property}`) as string | undefined) ?? null,
  );
  const secrets = at(hidden, path) as Record<string, unknown> | undefined;
  if (value === null && secrets !== undefined) delete secrets[property];
}

/** Purpose that what replies hide is sealed for. */
const purpose = "delivery-config";

/** What replies hide as the database holds it; null where there is nothing. */
export const sealHidden = (box: SecretBox, hidden: Values): string | null =>
  Object.keys(hidden).length === 0 ? null : box.seal(JSON.stringify(hidden), purpose);

/** What replies hide; nothing where this installation did not seal it. */
export function openHidden(box: SecretBox, sealed: string | null): Values {
  const text = sealed === null ? undefined : box.open(sealed, purpose);
  return text === undefined ? {} : (JSON.parse(text) as Values);
}

/** The targets with everything that is needed to reach them. */
export const wholeTargets = (shown: unknown, hidden: Values): DeliveryTargets =>
  deepMerge(shown, hidden) as DeliveryTargets;
