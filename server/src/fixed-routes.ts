import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { Database } from "./platform/db/database.ts";
import { documentRoutes, type FixedDocument } from "./platform/http/documents.ts";
import { errorPage } from "./platform/http/error-page.ts";
import {
  callsDocument,
  extensionsApi,
  type OpenApiOptions,
  openApiDocument,
  portalApi,
  signInApi,
} from "./platform/http/openapi.ts";
import { jsonType } from "./platform/http/server.ts";
import { swaggerDocument } from "./platform/http/swagger.ts";
import { version } from "./version.ts";

/** What fixed routes show. */
export interface FixedRouteOptions {
  readonly database: Database;
  readonly registry: Registry;
  /** Public base URL, without a slash at its end. */
  readonly baseUrl: string;
}

/** Routes that are no operation of the contract: documents, health and numbers. */
export function fixedRoutes(http: FastifyInstance, { database, registry, baseUrl }: FixedRouteOptions): void {
  const described = (paths: readonly string[], document: (options: OpenApiOptions) => object): FixedDocument => ({
    paths,
    type: jsonType,
    write: () => JSON.stringify(document({ baseUrl, version })),
  });
  documentRoutes(http, [
    described(["/v1/openapi/v3"], openApiDocument),
    described(["/v1/openapi/v2", "/v1/swagger"], swaggerDocument),
    described(["/v1/openapi/calls"], callsDocument),
    described(["/v1/openapi/extensions"], (options) => openApiDocument(options, extensionsApi)),
    described(["/portal/api/v1/openapi/v3"], (options) => openApiDocument(options, portalApi)),
    described(["/oauth/openapi/v3"], (options) => openApiDocument(options, signInApi)),
    { paths: ["/reference/errors"], type: "text/html; charset=utf-8", write: errorPage },
  ]);
  http.get("/env", async (_request, reply) =>
    reply.type(jsonType).send(JSON.stringify({ Environment: "Sandbox", BuildNumber: version })),
  );
  http.get("/healthz", async (_request, reply) => reply.type(jsonType).send('{"status":"ok"}'));
  http.get("/readyz", async (_request, reply) => {
    const ready = await database.system.query("select 1").then(
      () => true,
      () => false,
    );
    return reply
      .status(ready ? 200 : 503)
      .type(jsonType)
      .send(JSON.stringify({ status: ready ? "ready" : "database unavailable" }));
  });
  http.get("/metrics", async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}
