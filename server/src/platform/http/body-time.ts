import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route waits for what its clients send as it sees fit. */
    readonly unhurried?: true;
  }
}

/** Longest time for a body to arrive, in milliseconds: 4 MiB at a quarter of a megabit a second. */
const patienceMs = 120_000;

/**
 * Gives up requests whose bodies do not arrive in time: they hold a connection, and room for large bodies. Node has such a limit
 * for whole requests, but one for all, and imports take as long as they take.
 *
 * @param giveUp ends a request.
 */
export function limitBodyTime(
  app: FastifyInstance,
  giveUp: (request: FastifyRequest, reply: FastifyReply) => void,
  waitMs = patienceMs,
): void {
  // Ahead of all that may refuse a request: what is left of its body is read all the same.
  app.addHook("onRequest", (request, reply, done) => {
    const { raw, headers } = request;
    const isAwaited = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
    if (isAwaited && !raw.complete && request.routeOptions.config.unhurried !== true) {
      const timer = setTimeout(() => giveUp(request, reply), waitMs);
      const end = (): void => clearTimeout(timer);
      raw.once("end", end).once("close", end);
    }
    done();
  });
}
