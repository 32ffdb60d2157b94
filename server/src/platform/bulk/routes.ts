import { Readable } from "node:stream";
import { type Operation, operations } from "@orderwell/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { admit } from "../access/guard.ts";
import { invalidProperty } from "../errors/api-error.ts";
import type { Violations } from "../errors/violations.ts";
import { asApiError } from "../http/server.ts";
import { untilClosed } from "../http/until-closed.ts";
import { parsePairs } from "../lists/pairs.ts";
import type { Declarations } from "../wire/body.ts";
import { readQuery } from "../wire/parameters.ts";
import { Writer } from "./apply.ts";
import type { Calls } from "./calls.ts";
import { csvLines, inCsv } from "./csv.ts";
import { Reader } from "./export.ts";
import { Import } from "./import.ts";
import { type Kind, kindOf, kinds } from "./kinds.ts";
import { ndjsonLines } from "./lines.ts";
import { given, Streams, taken } from "./streams.ts";
import { discard, inUtf8 } from "./text-stream.ts";

const types = { ndjson: "application/x-ndjson; charset=utf-8", csv: "text/csv; charset=utf-8" } as const;

/** What the query string of both operations says. */
interface Asked {
  readonly only: Kind | undefined;
  readonly format: keyof typeof types;
  readonly dryRun: boolean;
  readonly from: number;
}

/** Exports and imports as streams (docs/behaviour/conventions.md §12). Neither holds more than some pages of rows. */
export function bulkRoutes(
  app: FastifyInstance,
  calls: Calls,
  declarations: Declarations,
  violations: Violations,
): void {
  const streams = new Streams();
  const { access } = calls.platform.services;
  const exporting = operations["Bulk.Export"] as Operation;
  const importing = operations["Bulk.Import"] as Operation;

  /** Admits whoever asks, reads what for, and takes a stream, which ends with the reply. */
  async function begun(operation: Operation, request: FastifyRequest, reply: FastifyReply) {
    const { authorization } = request.headers;
    const { marketplaceId } = await admit(access, operation, authorization);
    const what = asked(operation, request, declarations);
    untilClosed(reply.raw, streams.take(marketplaceId));
    return { ...what, authorization, marketplaceId, left: () => request.raw.socket.destroyed };
  }

  app.route({
    method: exporting.method,
    url: exporting.path,
    handler: async (request, reply) => {
      const { only, format, ...reading } = await begun(exporting, request, reply);
      const reader = new Reader(calls, reading);
      const wanted = only === undefined ? kinds.filter(({ list }) => calls.has(list)) : [only];
      const rows = async function* (): AsyncGenerator<string> {
        for (const kind of wanted) yield* format === "csv" ? reader.csv(kind) : reader.ndjson(kind);
      };
      // The first rows are read before the reply begins, so that a refusal is one.
      const iterator = rows();
      const first = await iterator.next();
      const all = async function* (): AsyncGenerator<string> {
        if (first.done !== true) yield first.value;
        yield* iterator;
      };
      return streamed(request, reply, types[format], all());
    },
  });

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    scope.route({
      method: importing.method,
      url: importing.path,
      config: { unhurried: true },
      handler: async (request, reply) => {
        const body = (request.body ?? Readable.from([])) as Readable;
        reply.raw.once("finish", () => discard(body, giveUp(request)));
        const { only, format, from, dryRun, authorization, left } = await begun(importing, request, reply);
        const writer = new Writer(calls, violations, { authorization, dryRun, left });
        // What is left of the body when the import ends is not to take the reply with it.
        const parts = given(body.iterator({ destroyOnReturn: false }), giveUp(request));
        const text = inUtf8(readable(parts), request.headers["content-type"]);
        const lines = format === "csv" ? csvLines(only as Kind, text) : ndjsonLines(text);
        const told = async function* (): AsyncGenerator<string> {
          for await (const one of new Import(writer, { only, from, dryRun }).run(lines))
            yield `${JSON.stringify(one)}\n`;
        };
        return streamed(request, reply, types.ndjson, told());
      },
    });
  });
}

/** @throws ApiError Request.InvalidRequestBody for a body that cannot be read, such as one that says it is compressed, and is not. */
async function* readable(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* parts;
  } catch (error) {
    const known = asApiError(error as Error, {});
    throw known.status < 500 ? known : error;
  }
}

const streamed = (request: FastifyRequest, reply: FastifyReply, type: string, parts: AsyncIterable<string>) =>
  reply
    .type(type)
    .header("cache-control", "no-store")
    .send(Readable.from(taken(parts, giveUp(request))));

const giveUp = (request: FastifyRequest) => (): void => void request.raw.socket.destroy();

/** @throws ApiError ValidationFailure, NotFound for a resource that is none. */
function asked(operation: Operation, request: FastifyRequest, declarations: Declarations): Asked {
  const url = request.raw.url ?? "";
  const mark = url.indexOf("?");
  const {
    resource,
    format = "ndjson",
    dryRun,
    from,
  } = readQuery(operation, parsePairs(mark < 0 ? "" : url.slice(mark + 1)), declarations) as {
    resource?: string;
    format?: string;
    dryRun?: boolean;
    from?: number;
  };
  if (format !== "ndjson" && format !== "csv") throw invalidProperty("Bulk", "format", "format must be ndjson or csv.");
  const only = resource === undefined || resource === "" ? undefined : kindOf(resource);
  if (format === "csv" && (only === undefined || !inCsv.includes(only.name)))
    throw invalidProperty("Bulk", "resource", `resource must be one of ${inCsv.join(", ")} for csv.`);
  if (from !== undefined && from < 1) throw invalidProperty("Bulk", "from", "from must not be less than 1.");
  return { only, format, dryRun: dryRun === true, from: from ?? 1 };
}
