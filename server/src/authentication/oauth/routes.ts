import type { OperationId } from "@orderwell/contract";
import type { FastifyInstance } from "fastify";
import type { KeyRing } from "../../platform/access/keys.ts";
import { ApiError, notFound } from "../../platform/errors/api-error.ts";
import { formBody } from "../../platform/http/form.ts";
import { jsonType } from "../../platform/http/server.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** Takes note of a request, under the name of its operation. */
type Observe = (operation: OperationId, status: number, seconds: number) => void;

/** The operation that a form asks for: the grants share one address (contract: Auth). */
function grantOperation(form: URLSearchParams): OperationId {
  const secret = (form.get("client_secret") ?? "") !== "";
  switch (form.get("grant_type")) {
    case "client_credentials":
      return secret ? "Auth.ClientCredentials" : "Auth.Anonymous";
    case "refresh_token":
      return "Auth.RefreshToken";
    default:
      return secret ? "Auth.ElevatedLogin" : "Auth.Login";
  }
}

/** `POST /oauth/token` and `GET /oauth/certs/{kid}` (spec: auth §4, §5). */
export function oauthRoutes(app: FastifyInstance, endpoint: TokenEndpoint, keys: KeyRing, observe: Observe): void {
  app.post("/oauth/token", async (request, reply) => {
    const started = performance.now();
    void reply.type(jsonType).header("cache-control", "no-store");
    let form: string;
    try {
      form = formBody(request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const refused = { error: "invalid_request", error_description: error.message, Errors: error.entries };
      return reply.status(400).send(JSON.stringify(refused));
    }
    const fields = new URLSearchParams(form);
    const outcome = await endpoint.grant(fields);
    observe(grantOperation(fields), "granted" in outcome ? 200 : 400, (performance.now() - started) / 1000);
    return "granted" in outcome
      ? reply.send(JSON.stringify(outcome.granted))
      : reply.status(400).send(JSON.stringify(outcome.refused));
  });

  app.get("/oauth/certs/:kid", async (request, reply) => {
    const { kid } = request.params as { kid: string };
    const started = performance.now();
    const found = await keys.publicKey(kid);
    observe("Certs.GetPublicKey", found === undefined ? 404 : 200, (performance.now() - started) / 1000);
    if (found === undefined) throw notFound("PublicKey", kid);
    return reply.type(jsonType).send(JSON.stringify(found.jwk));
  });
}
