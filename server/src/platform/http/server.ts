import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import { limits } from "@orderwell/contract";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
  type onSendHookHandler,
} from "fastify";
import type { Logger } from "pino";
import { ApiError, apiError } from "../errors/api-error.ts";
import { databaseError } from "../errors/database-error.ts";
import type { Violations } from "../errors/violations.ts";
import type { Ids } from "../ids.ts";
import { limitBodyTime } from "./body-time.ts";
import { noteFailure } from "./failures.ts";
import {
  answerUnreadable,
  exposedHeaders,
  headUnrouted,
  isAnswering,
  logIdHeader,
  standardHeaders,
  unreadable,
} from "./unrouted.ts";

const nothingAsked = Object.freeze({});

export const jsonType = "application/json; charset=utf-8";

/**
 * The HTTP server without routes: literal path segments in any case, browsers of any origin, compressed replies, and
 * every failure in the platform's error shape (docs/behaviour/conventions.md §1, §2, §7).
 */
export async function httpServer(options: {
  readonly log: Logger;
  readonly ids: Ids;
  /** Declarations of tables about their constraints. */
  readonly violations?: Violations;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Longest time for a body to arrive, in milliseconds. Default: two minutes. */
  readonly bodyMs?: number;
}): Promise<FastifyInstance> {
  /** Answers a request of which not all was read, and ends its connection. */
  const refuseUnread = (socket: Socket, refused: ApiError, reason: string): void => {
    if (!socket.writable || isAnswering(socket)) return void socket.destroy();
    const logId = options.ids.guid();
    options.log.debug({ logId, reason }, "request could not be read");
    answerUnreadable(socket, refused, errorText(refused), logId);
  };
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => options.ids.guid(),
    // Few requests have anything logged: what is logged names its request itself (`failures.ts`).
    childLoggerFactory: (log) => log,
    // Routes that need a token say that they take more.
    bodyLimit: limits.openBodyBytes.most,
    exposeHeadRoutes: false,
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: 4_000,
      // Whoever reads what is asked for reads it from the address, by the rules of the platform.
      querystringParser: () => nothingAsked,
    },
    // A sandbox's base URL ends with /sandbox, which the seeding CLI looks for: it names the same server. A base URL
    // that was given with a slash at its end makes two of the one before the path.
    rewriteUrl: (request) => {
      const url = (request.url ?? "/").replace(/^\/{2,}/, "/");
      return /^\/sandbox(?=[/?]|$)/i.test(url) ? url.slice("/sandbox".length).replace(/^\/{2,}/, "/") || "/" : url;
    },
    frameworkErrors: (error, request, reply) => {
      const sent = reply as unknown as FastifyReply;
      headUnrouted(sent, request.id, request.headers.origin);
      const isUnreadable = error.code === "FST_ERR_BAD_URL";
      void sendError(sent, isUnreadable ? noRoute(request) : asApiError(error, request.headers, options.violations));
    },
    // Whoever names no host is refused below, as everything else is.
    http: { requireHostHeader: false },
    clientErrorHandler: (error, socket) => {
      if (error.code !== "ECONNRESET") refuseUnread(socket, unreadable(error), error.message);
      else socket.destroy();
    },
  }) as unknown as FastifyInstance;

  // What a client expects is no reason to refuse it.
  app.server.on("checkExpectation", (request, response) => app.routing(request, response));
  limitBodyTime(
    app,
    ({ raw: { socket } }, reply) => {
      // It has its reply, or others wait for theirs ahead of it: one to it would be taken for theirs.
      if (reply.raw.socket !== socket) socket.destroy();
      else refuseUnread(socket, apiError("Request.TimedOut"), "its body did not arrive in time");
    },
    options.bodyMs,
  );

  // HEAD does all that GET does, so that its headers are the same; Node leaves the body out.
  app.addHook("onRoute", (route) => {
    const methods = [route.method].flat();
    if (methods.includes("GET")) route.method = [...methods, "HEAD"];
  });
  app.removeAllContentTypeParsers();
  // Whoever reads it decodes it (`body-text.ts`): nobody does for operations that ignore it.
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  // A stop waits for requests in flight, but takes no others, and does not wait for the connections that clients keep open
  // after their replies.
  let stopping = false;
  app.addHook("preClose", (done) => {
    stopping = true;
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (stopping) reply.header("connection", "close");
    done();
  });
  // Before CORS, which ends preflights.
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(everyReply).header(logIdHeader, request.id);
    const { origin } = request.headers;
    if (origin) reply.header("access-control-allow-origin", origin);
    done();
  });
  // Of a scope of its own, which has no routes but that for OPTIONS: all other requests have their headers by now.
  await app.register(async (scope) => {
    await scope.register(cors, {
      origin: true,
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
      exposedHeaders,
      strictPreflight: false,
      maxAge: 86_400,
    });
  });
  await app.register(compress, { threshold: leastCompressed, encodings: ["gzip", "deflate"] });
  app.addHook("onRoute", (route) => {
    route.onSend = [route.onSend ?? []].flat().map(whereCompressed);
  });

  app.addHook("onRequest", (request, reply, done) => {
    if (stopping) void sendError(reply.header("retry-after", "1"), apiError("Api.Offline"));
    else if (request.headers.host === undefined && request.raw.httpVersion === "1.1")
      void sendError(reply, apiError("Request.Malformed"));
    else done();
  });
  app.setNotFoundHandler((request, reply) => sendError(reply, noRoute(request)));
  app.setErrorHandler((error: Error, request, reply) => {
    const refused = asApiError(error, request.headers, options.violations);
    noteFailure(request, reply, error, refused);
    return sendError(reply, refused);
  });
  return app;
}

/** Headers of every reply, but for those that depend on the request. */
const everyReply = {
  ...standardHeaders,
  vary: "Origin",
  "access-control-expose-headers": exposedHeaders.join(", "),
};

/** Bytes of a body below which it is sent as it is. */
const leastCompressed = 1_024;

/**
 * The hook of a route that compresses its replies, of which nothing is asked where it would do nothing: to negotiate takes
 * longer than to send a small body.
 */
const whereCompressed = (hook: onSendHookHandler): onSendHookHandler =>
  function (request, reply, payload, done) {
    const { "accept-encoding": accepted } = request.headers;
    if (accepted === undefined || isSmall(payload)) done(null, payload);
    else hook.call(this, request, reply, payload, done);
  };

const isSmall = (payload: unknown): boolean =>
  (typeof payload === "string" || Buffer.isBuffer(payload)) &&
  payload.length < leastCompressed &&
  Buffer.byteLength(payload) < leastCompressed;

const noRoute = ({ method, url }: { readonly method: string; readonly url: string }): ApiError =>
  apiError("NotFound", { ObjectType: "Route", ObjectID: `${method === "HEAD" ? "GET" : method} ${url}` });

function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  return reply.status(error.status).type(jsonType).send(errorText(error));
}

/** The body of every reply that is an error. */
export const errorText = (error: ApiError): string => JSON.stringify({ Errors: error.entries });

/** Any failure in the platform's shape. */
export function asApiError(
  error: Error,
  headers: { readonly "content-type"?: string | undefined },
  violations?: Violations,
): ApiError {
  if (error instanceof ApiError) return error;
  const known = databaseError(error, violations);
  if (known !== undefined) return known;
  const { code, statusCode } = error as FastifyError;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return new ApiError(413, [
      {
        ErrorCode: "Request.InvalidRequestBody",
        Message: "Request body is larger than this operation takes.",
        Data: null,
      },
    ]);
  // A content type that is none at all, such as an empty one.
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return apiError("Request.InvalidContentType", null, "Invalid content type. Please use application/json.");
  if (code === "FST_ERR_MAX_PARAM_LENGTH") return apiError("Request.UrlTooLong");
  if (code === "FST_CP_ERR_INVALID_CONTENT")
    return apiError("Request.InvalidRequestBody", { Problem: "It is not compressed as its Content-Encoding says." });
  if (statusCode === 400) return apiError("Request.InvalidRequestBody", { Problem: null });
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500)
    return new ApiError(statusCode, [
      {
        ErrorCode: "Request.InvalidRequestBody",
        Message: STATUS_CODES[statusCode] ?? `Invalid request (${headers["content-type"] ?? "no content type"}).`,
        Data: null,
      },
    ]);
  return apiError("ServerError");
}
