import type { FastifyInstance } from "fastify";
import type { KeyRing } from "../../platform/access/keys.ts";
import { ApiError, notFound } from "../../platform/errors/api-error.ts";
import { formBody } from "../../platform/http/form.ts";
import { jsonType } from "../../platform/http/server.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** `POST /oauth/token` and `GET /oauth/certs/{kid}` (spec: auth §4, §5). */
export function oauthRoutes(app: FastifyInstance, endpoint: TokenEndpoint, keys: KeyRing): void {
  app.post("/oauth/token", async (request, reply) => {
    void reply.type(jsonType).header("cache-control", "no-store");
    let form: string;
    try {
      form = formBody(request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const refused = { error: "invalid_request", error_description: error.message, Errors: error.entries };
      return reply.status(400).send(JSON.stringify(refused));
    }
    const outcome = await endpoint.grant(new URLSearchParams(form));
    return "granted" in outcome
      ? reply.send(JSON.stringify(outcome.granted))
      : reply.status(400).send(JSON.stringify(outcome.refused));
  });

  app.get("/oauth/certs/:kid", async (request, reply) => {
    const { kid } = request.params as { kid: string };
    const found = await keys.publicKey(kid);
    if (found === undefined) throw notFound("PublicKey", kid);
    return reply.type(jsonType).send(JSON.stringify(found.jwk));
  });
}
