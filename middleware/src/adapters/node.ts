import type { IncomingMessage } from "node:http";
import { type IncomingCall, tooLarge } from "../handler.ts";

/** A request of Node's, where a framework may have read the body already. */
export type NodeRequest = IncomingMessage & {
  readonly originalUrl?: string;
  readonly rawBody?: unknown;
  readonly body?: unknown;
};

/** The request as handlers take it. */
export const nodeCall = (request: NodeRequest): IncomingCall => ({
  method: request.method ?? "GET",
  url: request.originalUrl ?? request.url ?? "/",
  header(name) {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  },
  async bytes(limit) {
    const given = bytesGiven(request);
    if (given !== undefined) {
      if (given.length > limit) throw tooLarge(limit);
      return given;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  },
});

/** Bytes that a framework kept; a body that was parsed and not kept cannot be verified any more. */
function bytesGiven({ rawBody, body, readableEnded }: NodeRequest): Uint8Array | undefined {
  const kept = rawBody ?? (body instanceof Uint8Array ? body : undefined);
  if (kept instanceof Uint8Array) return kept;
  if (typeof kept === "string") return Buffer.from(kept, "utf8");
  if (readableEnded && body !== undefined)
    throw new Error("The body was parsed before it could be verified: mount this handler ahead of body parsers");
  return undefined;
}
