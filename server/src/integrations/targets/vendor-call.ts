import type { Outbound, OutboundReply, OutboundRequest } from "../../platform/outbound/outbound.ts";
import { namespace } from "../outgoing/message.ts";
import { addressOf, answerMs, requireSuccess } from "../outgoing/services.ts";
import type { Parcel } from "./target.ts";

/** A call of a vendor's service. */
export interface VendorCall extends Pick<OutboundRequest, "url" | "method" | "headers"> {
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** The address of something beneath a configured base, each part of the path as it is meant. */
export const beneath = (base: string, ...parts: readonly string[]): string =>
  addressOf(base, parts.map(encodeURIComponent).join("/"));

/** Calls a vendor's service on a marketplace's behalf. @throws OutboundError when no answer comes. */
export function callVendor(
  outbound: Outbound,
  { marketplaceId }: Pick<Parcel, "marketplaceId">,
  { json, headers, ...call }: VendorCall,
): Promise<OutboundReply> {
  return outbound.send({
    ...call,
    marketplaceId,
    headers: {
      accept: "application/json",
      ...(json !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    timeoutMs: answerMs,
  });
}

/** The same where a status that is no success is a failure. @throws DeliveryRefused, OutboundError */
export const requireOf = async (
  who: string,
  outbound: Outbound,
  parcel: Pick<Parcel, "marketplaceId">,
  call: VendorCall,
): Promise<OutboundReply> => {
  const reply = await callVendor(outbound, parcel, call);
  requireSuccess(who, reply);
  return reply;
};

/** Name of a message without what all begin with: `product.updated`. */
export const bareType = ({ type }: Pick<Parcel, "type">): string => type.slice(namespace.length);
