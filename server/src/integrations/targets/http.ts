import type { HttpConfig } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { postSigned } from "../../platform/outbound/signed-post.ts";
import { answerMs, requireSuccess } from "../outgoing/services.ts";
import type { Target } from "./target.ts";

/** Endpoints of a marketplace's own: namespace and payload in one body, signed as a whole (docs/behaviour/integrations.md §5.1). */
export const httpTarget = (outbound: Outbound): Target<HttpConfig> => ({
  async send({ Endpoint: url, Secret: secret, CustomAuthHeaderName: name, CustomAuthHeaderValue: value }, parcel) {
    const reply = await postSigned(outbound, {
      marketplaceId: parcel.marketplaceId,
      url,
      body: JSON.stringify({ Headers: { type: parcel.type }, Payload: parcel.payload }),
      secret,
      ...(name && value && { customHeader: { name, value } }),
      timeoutMs: answerMs,
    });
    return requireSuccess("target", reply, parcel.confidential);
  },
});
