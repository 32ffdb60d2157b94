import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply } from "fastify";
import { type ApiError, apiError } from "../errors/api-error.ts";

/** The header under which every reply names the request, as logs do. */
export const logIdHeader = "X-oc-logid";

/** Headers of replies that pages of other origins may read. */
export const exposedHeaders = [logIdHeader, "Location", "Retry-After"];

/**
 * Headers of every reply, unless it sets its own: most hold what is one caller's alone, tokens and secrets among it, so
 * that none is kept on the way, and no body is taken for anything else than it says (docs/behaviour/conventions.md §2).
 */
export const standardHeaders = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Adds to a reply that no hook sees what hooks give to all others (docs/behaviour/conventions.md §2). */
export function headUnrouted(reply: FastifyReply, logId: string, origin: string | undefined): void {
  reply.headers(unroutedHeaders(logId, origin));
}

const unroutedHeaders = (logId: string, origin = "*"): Record<string, string> => ({
  ...standardHeaders,
  [logIdHeader]: logId,
  vary: "Origin",
  "access-control-allow-origin": origin,
  "access-control-expose-headers": exposedHeaders.join(", "),
});

/** What Node tells of a request that it could not read. */
export interface UnreadableRequest extends Error {
  readonly code?: string;
  /** The bytes at which reading ended. */
  readonly rawPacket?: unknown;
}

/** The refusal of a request that is no HTTP, or whose address and headers are longer than Node reads. */
export function unreadable({ code, rawPacket }: UnreadableRequest): ApiError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return apiError("Request.TimedOut");
  if (code !== "HPE_HEADER_OVERFLOW") return apiError("Request.Malformed");
  const packet = Buffer.isBuffer(rawPacket) ? rawPacket : Buffer.alloc(0);
  const end = packet.indexOf("\r\n");
  const firstLine = end < 0 ? packet.length : end;
  return apiError(firstLine > longestUrl ? "Request.UrlTooLong" : "Request.HeadersTooLarge");
}

/** Bytes of a request's first line beyond which it, and not its headers, is called too long. */
const longestUrl = 8_192;

/** Tells whether a reply to an earlier request has begun on a connection: nothing else may be written into it. */
export const isAnswering = (socket: Socket): boolean =>
  (socket as { readonly _httpMessage?: { readonly headersSent: boolean } })._httpMessage?.headersSent === true;

/** Longest time in which the client of a refused request may close its connection, in milliseconds. */
const patienceMs = 5_000;

/**
 * Answers a request that could not be read, and ends its connection: at the latest after some time, in which whoever is still
 * sending may read why. To close it at once would take the reply with it.
 */
export function answerUnreadable(
  socket: Socket,
  refused: ApiError,
  text: string,
  logId: string,
  waitMs = patienceMs,
): void {
  const headers = {
    ...unroutedHeaders(logId),
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\n${head.join("")}\r\n${text}`);
  const timer = setTimeout(() => socket.destroy(), waitMs);
  socket.once("close", () => clearTimeout(timer));
}
