import { enums, models, type Operation, type PortalOperations, portalOperations } from "@orderwell/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RateLimits } from "../platform/access/rate-limits.ts";
import { isOfSignIn, type SignInRefusals } from "../platform/access/sign-in-refusals.ts";
import type { ApiError } from "../platform/errors/api-error.ts";
import { publishRefusal } from "../platform/errors/refusals.ts";
import { anyContentType, formBody } from "../platform/http/form.ts";
import { admitByRate } from "../platform/http/rates.ts";
import { bodyWriter, jsonBody } from "../platform/http/routes.ts";
import { asApiError, jsonType } from "../platform/http/server.ts";
import type { ListQuery } from "../platform/lists/list-query.ts";
import { parsePairs } from "../platform/lists/pairs.ts";
import { parseList } from "../platform/lists/parse.ts";
import { type ListShape, listShape } from "../platform/lists/shape.ts";
import { type Declarations, readBody } from "../platform/wire/body.ts";
import { readPath, readQuery } from "../platform/wire/parameters.ts";
import { ReplyWriter } from "../platform/wire/reply.ts";
import type { PortalUser } from "./accounts.store.ts";

export type PortalId = keyof PortalOperations;

/** A request of the portal API, as it is declared. */
export interface PortalCall<Id extends PortalId> {
  readonly path: PortalOperations[Id]["path"];
  readonly query: PortalOperations[Id]["query"];
  readonly body: PortalOperations[Id]["body"];
  /** Page that is asked for; only lists have it. */
  readonly list: ListQuery;
  /** The client's address. */
  readonly address: string;
  /** The account behind the token; only operations that need one have it. */
  readonly user: PortalUser;
}

type Reply<Declared> = Declared extends { Meta: unknown; Items: infer Items }
  ? { readonly Meta: unknown; readonly Items: Items }
  : Declared extends object
    ? Declared
    : void;

/** Handlers of the portal's operations: one that is missing, or declared nowhere, does not compile. */
export type PortalHandlers = {
  readonly [Id in PortalId]: (call: PortalCall<Id>) => Promise<Reply<PortalOperations[Id]["reply"]>>;
};

type Handle = (call: PortalCall<PortalId>) => Promise<unknown>;

const declarations: Declarations = { models, enums };

/** Parts that binding the portal takes. */
interface Binding {
  readonly handlers: PortalHandlers;
  /** Who sent a header. @throws ApiError InvalidToken */
  signedIn(authorization: string | undefined): Promise<PortalUser>;
  readonly limits: RateLimits;
  readonly refusals: SignInRefusals;
}

/** Adds a route for every operation of the portal. */
export function bindPortal(app: FastifyInstance, { handlers, signedIn, limits, refusals }: Binding): void {
  const writer = new ReplyWriter(models);
  for (const operation of Object.values(portalOperations)) {
    const handle = handlers[operation.id as PortalId] as Handle;
    const read = reader(operation);
    const write = bodyWriter(operation, writer);
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ":$1"),
      ...(operation.body?.form && { onRequest: anyContentType }),
      async handler(request, reply) {
        try {
          const user = operation.access === "open" ? undefined : await signedIn(request.headers.authorization);
          if (operation.limited) admitByRate(limits, operation.limited, request, reply);
          const result = await handle({ ...read(request), address: request.ip, user } as PortalCall<PortalId>);
          void reply.status(operation.status);
          return operation.reply === undefined ? reply.send() : reply.type(jsonType).send(write(result));
        } catch (error) {
          const known = asApiError(error as Error, request.headers);
          publishRefusal({ operation: operation.id, entries: known.entries });
          if (operation.limited && isOfSignIn(known.code))
            refusals.note({ operation: operation.id, code: known.code, address: request.ip });
          if (operation.body?.form && known.code.startsWith("Auth.")) return grantRefused(reply, known);
          throw error;
        }
      },
    });
  }
}

/** A refused sign-in, in the shape that OAuth 2 clients read. */
const grantRefused = (reply: FastifyReply, { message, entries }: ApiError) =>
  reply.status(400).send({ error: "invalid_grant", error_description: message, Errors: entries });

function reader(operation: Operation): (request: FastifyRequest) => Omit<PortalCall<PortalId>, "user"> {
  const { body, list, reply } = operation;
  const shape: ListShape | undefined = list && reply && listShape(list, models[reply.model], models, enums);
  const grant = body !== undefined && "grant_type" in models[body.model].fields ? "grant_type" : undefined;
  const named = new Set(Object.keys(operation.query).map((name) => name.toLowerCase()));
  return (request) => {
    const url = request.raw.url ?? "";
    const mark = url.indexOf("?");
    const pairs = parsePairs(mark < 0 ? "" : url.slice(mark + 1));
    const sent = () =>
      body?.form
        ? Object.fromEntries(new URLSearchParams(formBody(request, grant)))
        : jsonBody(request.body, request.headers["content-type"], undefined);
    return {
      path: readPath(operation, request.params as Record<string, string>, declarations),
      query: readQuery(operation, pairs, declarations),
      body: body && readBody(sent(), body, declarations),
      list: shape && parseList(pairs, shape, named),
    } as Omit<PortalCall<PortalId>, "user">;
  };
}
