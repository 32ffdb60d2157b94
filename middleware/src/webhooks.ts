import { operations, type wire } from "@orderwell/contract";
import { notFound } from "./errors.ts";
import { answer, type Handler } from "./handler.ts";
import type { WebhookCall } from "./payloads.ts";
import { hashKeyOf, signedBody } from "./signature.ts";

type Id = keyof wire.Operations;
type Listener<One extends Id> = (
  call: WebhookCall<One>,
) => Promise<Decision | undefined | void> | Decision | undefined | void;

/** Answer to a webhook that is asked before a request is carried out. */
export type Decision = { readonly proceed: true } | { readonly proceed: false; readonly body: unknown };

export const proceed = (): Decision => ({ proceed: true });

/** @param body given to the client as `Data.Body` of the error. */
export const block = (body: unknown = null): Decision => ({ proceed: false, body });

/**
 * Service behind one or several webhooks, with a listener for each operation that they name. A listener that returns
 * nothing agrees; for webhooks that are told afterwards the answer does not matter. Calls about other operations are
 * answered 404, which refuses a request that asks first.
 */
export function webhooks(options: {
  readonly hashKey: string;
  readonly listeners: { readonly [One in Id]?: Listener<One> };
}): Handler {
  const hashKey = hashKeyOf(options);
  const byRoute = new Map(
    Object.entries(options.listeners).map(([id, listener]) => [routeOf(id as Id), listener as Listener<Id>]),
  );
  return async (call) => {
    const payload = (await signedBody(call, hashKey)) as WebhookCall<Id>;
    const listener = byRoute.get(`${payload.Verb} ${payload.Route}`.toLowerCase());
    if (listener === undefined) throw notFound();
    return answer((await listener(payload)) ?? proceed());
  };
}

/** An operation as payloads name it: `post v1/buyers`. */
function routeOf(id: Id): string {
  const operation = (operations as Readonly<Record<string, { readonly method: string; readonly path: string }>>)[id];
  if (operation === undefined) throw new Error(`There is no operation ${id}`);
  return `${operation.method} ${operation.path.slice(1)}`.toLowerCase();
}
