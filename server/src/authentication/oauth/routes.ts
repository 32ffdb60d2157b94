import { type OperationId, operations } from "@orderwell/contract";
import type { FastifyInstance } from "fastify";
import type { KeyRing } from "../../platform/access/keys.ts";
import type { RateLimits } from "../../platform/access/rate-limits.ts";
import type { SignInRefusals } from "../../platform/access/sign-in-refusals.ts";
import { type ApiError, apiError, notFound } from "../../platform/errors/api-error.ts";
import { publishRefusal } from "../../platform/errors/refusals.ts";
import { noteFailure } from "../../platform/http/failures.ts";
import { anyContentType, formBody } from "../../platform/http/form.ts";
import { admitByRate } from "../../platform/http/rates.ts";
import { asApiError, jsonType } from "../../platform/http/server.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** Takes note of a request, under the name of its operation. */
type Observe = (operation: OperationId, status: number, seconds: number) => void;

/** Parts that the routes take. */
interface TokenRoutes {
  readonly endpoint: TokenEndpoint;
  readonly keys: KeyRing;
  readonly limits: RateLimits;
  readonly refusals: SignInRefusals;
  readonly observe: Observe;
}

/** Characters of what is counted as a client; real ones have 36. */
const longestClientId = 100;

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

/** `POST /oauth/token` and `GET /oauth/certs/{kid}` (docs/behaviour/authentication.md §4, §5). */
export function oauthRoutes(app: FastifyInstance, { endpoint, keys, limits, refusals, observe }: TokenRoutes): void {
  app.route({
    method: "POST",
    url: "/oauth/token",
    onRequest: anyContentType,
    async handler(request, reply) {
      const started = performance.now();
      void reply.type(jsonType);
      const fields = new URLSearchParams(formBody(request, "grant_type"));
      const operation = grantOperation(fields);
      const about = { operation, address: request.ip };
      const kind = operations[operation]?.limited;
      try {
        if (kind !== undefined) {
          admitByRate(limits, kind, request, reply);
          limits.client((fields.get("client_id") ?? "").trim().toLowerCase().slice(0, longestClientId), kind);
        }
      } catch (error) {
        refusals.note({ ...about, code: (error as ApiError).code });
        throw error;
      }
      const outcome = await endpoint.grant(fields);
      observe(operation, "granted" in outcome ? 200 : 400, (performance.now() - started) / 1000);
      if ("granted" in outcome) return reply.send(JSON.stringify(outcome.granted));
      publishRefusal({ operation, entries: outcome.refused.Errors });
      const { refused, marketplaceId, userKey } = outcome;
      refusals.note({ ...about, code: refused.Errors[0]?.ErrorCode ?? "", marketplaceId, userKey });
      return reply.status(400).send(JSON.stringify(refused));
    },
    // Clients of this address read the OAuth 2 shape, whatever went wrong.
    errorHandler(error, request, reply) {
      const known = asApiError(error, request.headers);
      const { status, message, entries } = known.code === "Request.InvalidContentType" ? apiError(known.code) : known;
      noteFailure(request, reply, error, known);
      const code = status >= 500 ? "server_error" : status === 429 ? "temporarily_unavailable" : "invalid_request";
      const body = { error: code, error_description: message, Errors: entries };
      return reply.status(status).type(jsonType).send(JSON.stringify(body));
    },
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
