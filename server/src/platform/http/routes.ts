import { type CodeFor, limits, type Operation, operations } from "@orderwell/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Histogram, type Registry } from "prom-client";
import { admit } from "../access/guard.ts";
import { isOfSignIn } from "../access/sign-in-refusals.ts";
import { apiError } from "../errors/api-error.ts";
import { publishRefusal } from "../errors/refusals.ts";
import type { Violations } from "../errors/violations.ts";
import { type Platform, performer } from "../operation/dispatch.ts";
import type { Implementation } from "../operation/implement.ts";
import type { Declarations } from "../wire/body.ts";
import { parseBody } from "../wire/json-text.ts";
import { ReplyWriter, type WrittenPage } from "../wire/reply.ts";
import { bodyText } from "./body-text.ts";
import { announcedBytes, LargeBodies } from "./large-bodies.ts";
import { admitByRate } from "./rates.ts";
import { asApiError, jsonType } from "./server.ts";
import { untilClosed } from "./until-closed.ts";

/** Metrics of every operation, by its id and the status it answered with. */
export function operationMetrics(registry: Registry): Histogram<"operation" | "status"> {
  return new Histogram({
    name: "orderwell_operation_seconds",
    help: "Time from receiving a request to handing its reply to the network, in seconds.",
    labelNames: ["operation", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
}

/** Adds a route for every operation of the contract, with its implementation or, where there is none yet, a 501. */
export function operationRoutes(
  app: FastifyInstance,
  implementations: readonly Implementation[],
  declarations: Declarations,
  platform: Platform,
  violations: Violations,
  metrics: Histogram<"operation" | "status">,
): void {
  const byId = new Map(implementations.map((one) => [one.id as string, one]));
  for (const id of byId.keys()) if (!(id in operations)) throw new Error(`${id} is declared nowhere`);
  if (byId.size !== implementations.length) throw new Error("An operation is implemented twice");
  const writer = new ReplyWriter(declarations.models);
  const largeBodies = new LargeBodies();

  for (const operation of Object.values(operations)) {
    if (operation.servedBy !== undefined) continue;
    const model = operation.reply?.model;
    const write = bodyWriter(operation, writer);
    const perform = performer(operation, byId.get(operation.id), declarations, platform, write);
    const creates =
      operation.method === "POST" &&
      operation.status === 201 &&
      "ID" in (declarations.models[model ?? ""]?.fields ?? {});
    const { refusal } = operation.body ?? {};
    app.route({
      method: [operation.method, ...(operation.also ? [operation.also] : [])],
      url: operation.path.replace(/\{(\w+)\}/g, ":$1"),
      ...(operation.access !== "open" && {
        bodyLimit: limits.bodyBytes.most,
      }),
      ...(operation.access !== "open" &&
        operation.method !== "GET" && {
          // What is larger than strangers may send is not even received from somebody who may not ask for this.
          preParsing: async ({ headers }: FastifyRequest, reply: FastifyReply) => {
            const bytes = announcedBytes(headers);
            if (bytes <= limits.openBodyBytes.most) return;
            const { marketplaceId } = await admit(platform.services.access, operation, headers.authorization);
            untilClosed(reply.raw, largeBodies.take(marketplaceId, bytes));
          },
        }),
      handler: async (request, reply) => {
        const started = performance.now();
        const url = request.raw.url ?? "";
        const mark = url.indexOf("?");
        let status: number = operation.status;
        try {
          if (operation.limited) admitByRate(platform.services.limits, operation.limited, request, reply);
          const result = await perform({
            authorization: request.headers.authorization,
            params: request.params as Record<string, string>,
            queryString: mark < 0 ? "" : url.slice(mark + 1),
            readBody: () => jsonBody(request.body, request.headers["content-type"], refusal),
            logId: request.id,
            left: () => request.raw.socket.destroyed,
          });
          void reply.status(status);
          if (model === undefined || status === 204) return await reply.send();
          if (creates) {
            const { ID } = result as { ID?: string };
            const path = mark < 0 ? url : url.slice(0, mark);
            if (operation.id.split(".")[1]?.startsWith("Create"))
              reply.header("Location", `${platform.baseUrl}${path.replace(/\/$/, "")}/${ID}`);
          }
          return await reply.type(jsonType).send(write(result));
        } catch (error) {
          const known = asApiError(error as Error, request.headers, violations);
          status = known.status;
          publishRefusal({ operation: operation.id, entries: known.entries });
          if (operation.limited && isOfSignIn(known.code))
            platform.refusals.note({ operation: operation.id, code: known.code, address: request.ip });
          throw error;
        } finally {
          metrics.observe({ operation: operation.id, status }, (performance.now() - started) / 1000);
        }
      },
    });
  }
}

/** Turns an operation's result into the JSON text of its reply's body; an empty object where it has none. */
export function bodyWriter(operation: Operation, writer: ReplyWriter): (result: unknown) => string {
  const model = operation.reply?.model;
  if (model === undefined || operation.status === 204) return () => "{}";
  if (operation.list?.kind === "array") return (result) => writer.array(model, result as readonly unknown[]);
  return operation.reply?.list === true
    ? (result) => writer.page(model, result as WrittenPage)
    : (result) => writer.object(model, result);
}

/** Content types of JSON, and plain text, which clients send it as that name none. */
const jsonTypes = /^\s*((application|text)\/([\w.+-]*\+)?json|text\/plain)\b/i;

/** Tells whether a byte is anything but white space of JSON. */
const isWritten = (byte: number): boolean => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09;

/**
 * The parsed body; `undefined` when there is none.
 *
 * @param body bytes.
 * @throws ApiError Request.InvalidContentType for a content type other than JSON or plain text, or a charset that nobody
 *   knows; `refusal`, by default Request.InvalidRequestBody, for what is no text in its charset, no JSON, or nested deeper
 *   or of more values than the limits of bodies allow.
 */
export function jsonBody(
  body: unknown,
  contentType: string | undefined,
  refusal: CodeFor<{ Problem: string }> | undefined,
): unknown {
  if (!Buffer.isBuffer(body) || !body.some(isWritten)) return undefined;
  if (contentType !== undefined && !jsonTypes.test(contentType))
    throw apiError("Request.InvalidContentType", null, "Invalid content type. Please use application/json.");
  const text = bodyText(body, contentType, refusal);
  return parseBody(text, (Problem) => apiError(refusal ?? "Request.InvalidRequestBody", { Problem }));
}
