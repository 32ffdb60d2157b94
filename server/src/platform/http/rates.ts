import type { FastifyReply, FastifyRequest } from "fastify";
import type { RateLimits, weights } from "../access/rate-limits.ts";
import { apiError } from "../errors/api-error.ts";

/**
 * Admits a request that checks a credential, sends a message or registers somebody, as far as its address has not asked for
 * too much of that; else the reply says when it may come back.
 *
 * @throws ApiError TooManyRequests
 */
export function admitByRate(
  limits: RateLimits,
  kind: keyof typeof weights,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const seconds = limits.address(request.ip, kind);
  if (seconds === 0) return;
  void reply.header("retry-after", String(seconds));
  throw apiError("TooManyRequests");
}
