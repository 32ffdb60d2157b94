import type { Caller } from "../../platform/access/caller.ts";
import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { lookUp } from "../../platform/db/terms.ts";
import type { HookedRequest, Listeners, RequestHooks } from "../../platform/operation/hooks.ts";
import { ask, type WebhookDeps } from "./before.ts";
import type { WebhookDelivery } from "./deliveries.ts";
import { orderingKey } from "./ordering-key.ts";
import { payloadOf } from "./payload.ts";
import { operationAt } from "./routes.ts";
import { readSubscriptions, type WebhookSubscription } from "./store.ts";

/** Those who are payload, by API client and operation. */
type Directory = ReadonlyMap<string, Listeners>;

const entry = (clientId: string, operationId: string): string => `${clientId} ${operationId}`;

/** The channel on which processes tell each other that the webhooks of a marketplace changed. */
export const webhooksChannel = "orderwell_webhooks";

/** Bytes that an operation's webhooks take beside the texts they hold. */
const listenersBytes = 400;

const directoryBytes = (directory: Directory | Promise<Directory>): number =>
  directory instanceof Promise
    ? listenersBytes
    : [...directory.keys()].reduce((sum, key) => sum + listenersBytes + textBytes(key), listenersBytes);

/**
 * The webhooks of marketplaces as requests meet them. What a marketplace has is read once, with its first write, and kept
 * until a process announces that it changed: requests that nobody hears of cost a look into a map.
 */
export class Webhooks implements RequestHooks {
  readonly channel = webhooksChannel;
  listening = true;
  readonly #tenants: Tenants;
  readonly #deps: WebhookDeps;
  /** By marketplace. */
  readonly #directories = new BoundedCache<Directory | Promise<Directory>>("webhooks", {
    maxBytes: 32_000_000,
    bytesOf: directoryBytes,
  });
  readonly caches = [this.#directories];

  constructor(services: WebhookDeps & { readonly tenants: Tenants }) {
    this.#tenants = services.tenants;
    this.#deps = services;
  }

  listeners(caller: Caller, operationId: string): Listeners | undefined | Promise<Listeners | undefined> {
    // Tokens of the portal belong to no API client.
    if (caller.clientId === "") return undefined;
    const wanted = entry(caller.clientId, operationId);
    const kept = this.#directories.get(caller.marketplaceId) ?? this.#read(caller.marketplaceId);
    return kept instanceof Promise ? kept.then((directory) => directory.get(wanted)) : kept.get(wanted);
  }

  /** Kept from the start of the reading on: an announcement in between then drops what it may have missed. */
  #read(marketplaceId: string): Promise<Directory> {
    const reading = this.#tenants
      .transaction(marketplaceId, "read", readSubscriptions, lookUp)
      .then((webhooks) => this.#directory(webhooks));
    if (!this.listening) return reading;
    this.#directories.set(marketplaceId, reading);
    const settle = (directory?: Directory): void => {
      if (this.#directories.get(marketplaceId) !== reading) return;
      if (directory === undefined) this.#directories.delete(marketplaceId);
      else this.#directories.set(marketplaceId, directory);
    };
    reading.then(settle, () => settle());
    return reading;
  }

  #directory(webhooks: readonly WebhookSubscription[]): Directory {
    const found = new Map<string, { before: WebhookSubscription[]; after: WebhookSubscription[] }>();
    for (const webhook of webhooks) {
      for (const route of webhook.routes) {
        const operation = operationAt(route);
        for (const client of operation === undefined ? [] : webhook.clients) {
          const key = entry(client, operation?.id ?? "");
          const here = found.get(key) ?? { before: [], after: [] };
          here[webhook.before ? "before" : "after"].push(webhook);
          found.set(key, here);
        }
      }
    }
    return new Map([...found].map(([key, { before, after }]) => [key, this.#listeners(before, after)]));
  }

  #listeners(before: readonly WebhookSubscription[], after: readonly WebhookSubscription[]): Listeners {
    return {
      ...(before.length > 0 && { before: (request: HookedRequest) => ask(this.#deps, before, request) }),
      ...(after.length > 0 &&
        ({
          async after(request, announce, reply) {
            const payload = payloadOf(request, reply);
            const subject = orderingKey(request, reply);
            for (const { key } of after) {
              const waiting: WebhookDelivery = { webhook: key, ...payload };
              await announce("Webhook", `webhook/${key}${subject}`, waiting);
            }
          },
        } satisfies Partial<Listeners>)),
    };
  }

  forget(marketplaceId: string): void {
    this.#directories.delete(marketplaceId);
  }

  forgetAll(): void {
    this.#directories.clear();
  }
}
