import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RateLimits } from "../../platform/access/rate-limits.ts";
import { formBody } from "../../platform/http/form.ts";
import { admitByRate } from "../../platform/http/rates.ts";
import type { Redirect, SingleSignOn } from "./single-sign-on.ts";

const queryOf = ({ url }: FastifyRequest): URLSearchParams =>
  new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

/** Addresses on the way hold codes and tokens: nobody is to pass them on. */
const send = (reply: FastifyReply, { location, cookie }: Redirect): FastifyReply => {
  if (cookie !== undefined) void reply.header("set-cookie", cookie);
  return reply.header("referrer-policy", "no-referrer").redirect(location, 302);
};

/**
 * `/ocrplogin`, where a browser begins to sign in, and `/ocrpcode`, where providers send it back
 * (docs/behaviour/authentication.md §10). Each step has the server ask somebody else, so addresses are limited.
 */
export function singleSignOnRoutes(app: FastifyInstance, sso: SingleSignOn, limits: RateLimits): void {
  app.get("/ocrplogin", async (request, reply) => {
    admitByRate(limits, "credential", request, reply);
    return send(reply, await sso.begin(queryOf(request)));
  });
  app.get("/ocrpcode", async (request, reply) => {
    admitByRate(limits, "credential", request, reply);
    return send(reply, await sso.finish(queryOf(request), request.headers.cookie));
  });
  app.post("/ocrpcode", async (request, reply) => {
    admitByRate(limits, "credential", request, reply);
    return send(reply, await sso.finish(new URLSearchParams(formBody(request)), request.headers.cookie));
  });
}
