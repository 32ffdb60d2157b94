import type { Caller } from "../../platform/access/caller.ts";
import { textBytes } from "../../platform/caches/bounded-cache.ts";
import { MarketplaceCache } from "../../platform/caches/marketplace-cache.ts";
import { Json } from "../../platform/db/json.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { lookUp } from "../../platform/db/terms.ts";
import type { HookedRequest, Listeners, RequestHooks } from "../../platform/operation/hooks.ts";
import { webhooksChannel } from "../outgoing/consumer.ts";
import { keyBy, waysTo } from "../targets/through.ts";
import { ask, type WebhookDeps } from "./before.ts";
import { orderingKey } from "./ordering-key.ts";
import { payloadOf } from "./payload.ts";
import { operationAt } from "./routes.ts";
import { readSubscriptions, type WebhookSubscription } from "./store.ts";

/** Those who hear of calls, by API client and operation. */
interface Directory {
  readonly bytes: number;
  readonly listeners: ReadonlyMap<string, Listeners>;
}

const entry = (clientId: string, operationId: string): string => `${clientId} ${operationId}`;

/** Bytes that an operation's webhooks, and a webhook itself, take beside the texts they hold. */
const plainBytes = 400;

const webhookBytes = (webhook: WebhookSubscription): number =>
  Object.values(webhook)
    .map((held) => (held instanceof Json ? held.text : typeof held === "string" ? held : ""))
    .reduce((sum, text) => sum + textBytes(text), plainBytes);

/**
 * The webhooks of marketplaces as requests meet them. What a marketplace has is read once, with its first write, and kept
 * until a process announces that it changed: requests that nobody hears of cost a look into a map.
 */
export class Webhooks extends MarketplaceCache<Directory> implements RequestHooks {
  readonly #deps: WebhookDeps;

  constructor(services: WebhookDeps & { readonly tenants: Tenants }) {
    super({
      name: "webhooks",
      channel: webhooksChannel,
      maxBytes: 32_000_000,
      bytesOf: ({ bytes }) => bytes,
      read: (marketplaceId) =>
        services.tenants
          .transaction(marketplaceId, "read", readSubscriptions, lookUp)
          .then((webhooks) => this.#directory(webhooks)),
    });
    this.#deps = services;
  }

  listeners(caller: Caller, operationId: string): Listeners | undefined | Promise<Listeners | undefined> {
    // Tokens of the portal belong to no API client.
    if (caller.clientId === "") return undefined;
    const wanted = entry(caller.clientId, operationId);
    const known = this.get(caller.marketplaceId);
    return known instanceof Promise
      ? known.then(({ listeners }) => listeners.get(wanted))
      : known.listeners.get(wanted);
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
    const entries = [...found.keys()].map((key) => plainBytes + textBytes(key));
    return {
      bytes: [...entries, ...webhooks.map(webhookBytes)].reduce((sum, bytes) => sum + bytes, plainBytes),
      listeners: new Map([...found].map(([key, { before, after }]) => [key, this.#listeners(before, after)])),
    };
  }

  #listeners(before: readonly WebhookSubscription[], after: readonly WebhookSubscription[]): Listeners {
    return {
      ...(before.length > 0 && { before: (request: HookedRequest) => ask(this.#deps, before, request) }),
      ...(after.length > 0 &&
        ({
          async after(request, announce, reply) {
            const payload = payloadOf(request, reply);
            const subject = orderingKey(request, reply);
            for (const webhook of after)
              for (const way of waysTo(webhook))
                await announce("Webhook", keyBy(way, `webhook/${webhook.key}`, subject), {
                  webhook: webhook.key,
                  ...payload,
                  ...way,
                });
          },
        } satisfies Partial<Listeners>)),
    };
  }
}
