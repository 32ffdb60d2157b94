import type { wire } from "@orderwell/contract";

/** What a service of yours answers a call with; see `serviceCalls` of the contract. */
export type ServiceAnswer<Id extends keyof wire.ServiceCalls> = wire.ServiceCalls[Id]["reply"];

type Told = Omit<wire.WebhookPayload, "RouteParams" | "Request" | "Response">;

/** What webhooks are told of one operation: before it, `Response.Body` is an empty object. */
export interface WebhookCall<Id extends keyof wire.Operations> extends Told {
  readonly RouteParams: wire.Operations[Id]["path"];
  readonly Request: { readonly Body: wire.Operations[Id]["body"]; readonly Headers: null };
  readonly Response: { readonly Body: wire.Operations[Id]["reply"]; readonly Headers: null };
}
