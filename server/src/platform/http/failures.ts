import type { Server } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiError } from "../errors/api-error.ts";
import { limitLines, type WriteLine } from "../log-limit.ts";

const writers = new WeakMap<Server, WriteLine>();

/** Lines about refusals are limited for each server. */
function refusalsOf({ server, log }: FastifyRequest): WriteLine {
  let write = writers.get(server.server);
  if (write === undefined) {
    write = limitLines((message, data) => log.warn(data ?? {}, message));
    writers.set(server.server, write);
  }
  return write;
}

/**
 * Notes why a request failed: a fault of ours with its stack, a refusal for now in one line, of which one in a second is
 * written. Whoever is refused for now is told when to come back, unless whoever refused has said so.
 */
export function noteFailure(request: FastifyRequest, reply: FastifyReply, error: Error, refused: ApiError): void {
  const { status, code } = refused;
  if ((status === 503 || status === 429) && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  if (status === 503) refusalsOf(request)("request refused for now", { reqId: request.id, reason: error.message });
  else if (status >= 500 && code !== "NotImplemented")
    request.log.error({ reqId: request.id, err: error }, "request failed");
}
