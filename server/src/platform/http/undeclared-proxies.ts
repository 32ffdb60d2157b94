import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";

/**
 * Behind a proxy that is not declared every client has the proxy's address, and all share one allowance: that is said once,
 * as soon as a request shows it.
 */
export function warnOfProxies(http: FastifyInstance, log: Logger): void {
  let warned = false;
  http.addHook("onRequest", (request, _reply, done) => {
    if (!warned && request.headers["x-forwarded-for"] !== undefined) {
      warned = true;
      log.warn({ proxy: request.ip }, "requests come through a proxy: name it in ORDERWELL_TRUSTED_PROXIES");
    }
    done();
  });
}
