import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { operations } from "@orderwell/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "../../platform/access/access.ts";
import type { Caller } from "../../platform/access/caller.ts";
import { admit } from "../../platform/access/guard.ts";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import { untilClosed } from "../../platform/http/until-closed.ts";
import type { Works } from "../../platform/work/works.ts";
import type { Cursor } from "./changes.store.ts";
import type { ChangeFeed } from "./feed.ts";
import { beginning, type ChangePage, changesAfter, cursorIn, type Following, resourcesFor } from "./reading.ts";

/** Bounds of streams; times in milliseconds. */
export interface StreamOptions {
  /** Streams of a process. */
  readonly most: number;
  /** Streams of one marketplace in it. */
  readonly mostEach: number;
  /** Pause after which a stream says that it is there. */
  readonly silenceMs: number;
  /** Time between two looks at whether the token is still good. */
  readonly admittedMs: number;
  /** Time that a reader may take for what was sent before they are cut off. */
  readonly patienceMs: number;
}

const usual: StreamOptions = {
  most: 500,
  mostEach: 10,
  silenceMs: 15_000,
  admittedMs: 15_000,
  patienceMs: 30_000,
};

const pageSize = 200;

const operation = operations["Changes.List"]!;

/**
 * Serves `GET /v1/changes` as server-sent events to whoever accepts those (docs/behaviour/integrations.md §10). Each event's
 * ID is the place after it, with which a reader that was cut off goes on.
 */
export function changeStreams(
  app: FastifyInstance,
  parts: { readonly access: Access; readonly works: Works; readonly feed: ChangeFeed },
  options: StreamOptions = usual,
): { close(): void } {
  const open = new Map<AbortController, string>();

  // On that route alone: no other request has it looked at.
  app.addHook("onRoute", (route) => {
    if (route.url !== operation.path) return;
    route.preHandler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (/\btext\/event-stream\b/i.test(request.headers.accept ?? "")) await serve(request, reply);
    };
  });

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { authorization } = request.headers;
    const caller = await admit(parts.access, operation, authorization);
    const of = [...open.values()].filter((id) => id === caller.marketplaceId).length;
    if (open.size >= options.most || of >= options.mostEach) throw apiError("TooManyRequests");
    const ended = new AbortController();
    open.set(ended, caller.marketplaceId);
    try {
      const query = new URL(request.url, "http://localhost").searchParams;
      const following = {
        works: parts.works,
        caller,
        resources: resourcesFor(caller, query.get("resources") ?? undefined),
      };
      const last = request.headers["last-event-id"];
      const after = (typeof last === "string" && last !== "" ? last : query.get("after")) || undefined;
      const page =
        after === undefined ? await beginning(following) : await changesAfter(following, cursorIn(after), pageSize);
      reply.hijack();
      await stream(reply.raw, following, parts.feed, options, page, ended, async () =>
        admit(parts.access, operation, authorization),
      );
    } finally {
      open.delete(ended);
    }
  }

  return {
    close() {
      for (const ended of open.keys()) ended.abort();
    },
  };
}

async function stream(
  response: ServerResponse,
  following: Following,
  feed: ChangeFeed,
  { silenceMs, admittedMs, patienceMs }: StreamOptions,
  first: ChangePage,
  ended: AbortController,
  readmit: () => Promise<Caller>,
): Promise<void> {
  untilClosed(response, () => ended.abort());
  response.on("error", () => ended.abort());
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
    "x-accel-buffering": "no",
  });
  const { signal } = ended;
  const { marketplaceId } = following.caller;
  try {
    let [page, said, admitted] = [first, performance.now(), performance.now()];
    await send(response, `${eventsOf(page)}: ${page.Next}\n\n`, signal, patienceMs);
    while (!signal.aborted) {
      const place = { marketplaceId, transaction: BigInt(cursorOf(page).transaction) };
      const now = performance.now();
      const rest = Math.max(1, Math.min(said + silenceMs, admitted + admittedMs) - now);
      if (!page.More) await feed.next(place, rest, signal);
      if (signal.aborted) break;
      if (performance.now() - admitted > admittedMs) {
        await readmit();
        admitted = performance.now();
      }
      page = await changesAfter(following, cursorOf(page), pageSize);
      if (page.Items.length > 0) await send(response, eventsOf(page), signal, patienceMs);
      else if (performance.now() - said < silenceMs) continue;
      else await send(response, `id: ${page.Next}\nevent: place\ndata:\n\n`, signal, patienceMs);
      said = performance.now();
    }
  } catch (error) {
    // What has begun is no error reply any more: the reader comes again, and is told then.
    if (error instanceof ApiError && !response.destroyed)
      response.write(`event: error\ndata: ${JSON.stringify({ Errors: error.entries })}\n\n`);
  } finally {
    response.end();
  }
}

const cursorOf = (page: ChangePage): Cursor => cursorIn(page.Next);

const eventsOf = ({ Items }: ChangePage): string =>
  Items.map((change) => `id: ${change.Cursor}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`).join("");

/** Sends, and waits until the reader took what was sent; one who takes too long is cut off. */
async function send(response: ServerResponse, text: string, signal: AbortSignal, patienceMs: number): Promise<void> {
  if (signal.aborted || response.write(text)) return;
  const late = setTimeout(() => response.destroy(), patienceMs);
  try {
    await once(response, "drain", { signal });
  } catch {
    // It was cut off, or went by itself.
  } finally {
    clearTimeout(late);
  }
}
