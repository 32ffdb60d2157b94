import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { answerMs } from "../outgoing/services.ts";
import { Unusable } from "./clients.ts";

type Headers = PipelineResponse["headers"];

/** Headers as the older of the libraries have them. */
interface OlderHeaders {
  rawHeaders?(): Record<string, string>;
}

const valuesOf = (headers: Headers & OlderHeaders): Record<string, string> =>
  headers.rawHeaders?.() ?? Object.fromEntries(headers);

/**
 * The way by which client libraries of Azure call: that of every call to servers which clients of the platform name, with its
 * rules of where to, in which turn, for how long and how much.
 *
 * @param createHttpHeaders makes the library's own headers.
 */
export function azureHttp(
  outbound: Outbound,
  marketplaceId: string,
  createHttpHeaders: (values: Record<string, string>) => Headers,
): HttpClient {
  return {
    async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      // A connection string may ask for a plain way, by which keys that are part of addresses would be read along.
      if (!outbound.isSecure(request.url)) throw new Unusable("The connection string must lead to https addresses");
      const body = request.body as string | Uint8Array | null | undefined;
      const sent = Object.entries(valuesOf(request.headers))
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => name !== "content-length");
      const reply = await outbound.send({
        marketplaceId,
        url: request.url,
        method: request.method as "POST",
        headers: Object.fromEntries(sent),
        ...(body !== undefined && body !== null && { body: typeof body === "string" ? body : Buffer.from(body) }),
        timeoutMs: answerMs,
      });
      const values = Object.fromEntries(
        Object.entries(reply.headers).map(([name, value]) => [name, [value ?? ""].flat().join(",")]),
      );
      return {
        request,
        status: reply.status,
        // The older ones ask for them in another way.
        headers: Object.assign(createHttpHeaders(values), { toJson: () => values }),
        bodyAsText: reply.text,
      };
    },
  };
}

/** Attempts are the outbox's. */
export const noRetries = { maxRetries: 0, maxTries: 1 };
