import type { Operation, OperationId } from "@orderwell/contract";
import type { Caller } from "../access/caller.ts";
import type { ClientDirectory } from "../access/client-directory.store.ts";
import { admit } from "../access/guard.ts";
import type { SignInRefusals } from "../access/sign-in-refusals.ts";
import type { Clock } from "../clock.ts";
import { settled } from "../db/later.ts";
import { apiError } from "../errors/api-error.ts";
import { isHeavy } from "../lists/heavy.ts";
import type { ListRequest } from "../lists/list-request.ts";
import { parsePairs, type QueryPair } from "../lists/pairs.ts";
import { parseList } from "../lists/parse.ts";
import { type ListShape, listShape } from "../lists/shape.ts";
import { type Declarations, readBody } from "../wire/body.ts";
import { readPath, readQuery } from "../wire/parameters.ts";
import { AskFirst } from "../work/ask-first.ts";
import type { Services } from "../work/services.ts";
import type { UserWork } from "../work/work.ts";
import type { Works } from "../work/works.ts";
import type { Call, OpenCall, OutsideCall } from "./call.ts";
import type { HookedRequest, RequestHooks } from "./hooks.ts";
import type { Implementation } from "./implement.ts";

/** A request as the transport received it. */
export interface Request {
  readonly authorization: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  /** Text after the `?`, still encoded. */
  readonly queryString: string;
  /**
   * Parses the body; `undefined` when there is none.
   *
   * @throws ApiError when it is no JSON, or more than is parsed.
   */
  readonly readBody: () => unknown;
  /** The ID under which the reply and logs name the request. */
  readonly logId: string;
  /** Tells that the client has gone before it was answered. */
  readonly left?: () => boolean;
}

/** Parts that carrying out requests takes. */
export interface Platform {
  readonly works: Works;
  readonly services: Services;
  readonly refusals: SignInRefusals;
  readonly clock: Clock;
  readonly clients: ClientDirectory;
  /** Public base URL of the server, without a slash at its end. */
  readonly baseUrl: string;
  /** Listeners to requests. */
  readonly hooks: RequestHooks;
}

/** Carries out the requests of one operation. */
export type Perform = (request: Request) => Promise<unknown>;

/**
 * Prepares an operation once, so that each request does only what depends on it: caller, guard, parameters and body,
 * those who are asked before a write, then the handler within one transaction (ARCHITECTURE.md, "A request").
 *
 * @param write the JSON text of a reply's body, for those who are told of a write.
 */
export function performer(
  operation: Operation,
  implementation: Implementation | undefined,
  declarations: Declarations,
  { works, services, clock, clients, hooks }: Platform,
  write: (result: unknown) => string,
): Perform {
  const shape: ListShape | undefined =
    operation.list === undefined || operation.reply === undefined
      ? undefined
      : listShape(
          operation.list,
          modelOf(operation, declarations),
          declarations.models,
          declarations.enums,
          implementation?.list,
        );
  const named = new Set(Object.keys(operation.query).map((name) => name.toLowerCase()));
  const mode = operation.method === "GET" ? "read" : "write";
  const id = operation.id as OperationId;

  const read = (request: Request) => {
    const pairs = parsePairs(request.queryString);
    const now = clock.now();
    const sent = operation.body && request.readBody();
    const list = shape && (() => ({ query: parseList(pairs, shape, named), shape }));
    return { ...inputOf(operation, { params: request.params, pairs, sent, list }, declarations, now), now, sent };
  };

  if (implementation?.open)
    return async (request) => {
      const { sent: _, ...input } = read(request);
      return implementation.perform({ ...input, logId: request.logId, services, clients, works } as OpenCall);
    };

  return async (request) => {
    if (operation.access === "open") throw apiError("NotImplemented");
    const admitted = admit(services.access, operation, request.authorization);
    const caller = admitted instanceof Promise ? await admitted : admitted;
    if (implementation === undefined) throw apiError("NotImplemented", { Operation: id });
    const { now, sent, ...input } = read(request);
    const listeners = operation.webhook ? await hooks.listeners(caller, id) : undefined;
    const hooked = listeners && hookedRequest(operation, caller, request, sent, now);
    if (hooked !== undefined) await listeners?.before?.(hooked);
    const { prepare, finish, about } = implementation;
    // Few operations have anything outside of their transaction.
    const outside = () =>
      ({ ...input, actor: caller, now, logId: request.logId, services, works }) as unknown as OutsideCall;
    const prepared = await prepare?.(outside());
    const act = (answer: unknown) =>
      works.run(
        caller.marketplaceId,
        caller,
        mode,
        async (work) => {
          const done = await implementation.perform(callOf(work, input), prepared);
          if (hooked === undefined) return done;
          const shown = await settled(done);
          await listeners?.after?.(hooked, work.announce, write(shown));
          return shown;
        },
        {
          now,
          logId: request.logId,
          heavy: shape !== undefined && isHeavy(input.list.query),
          ...(request.left && { left: request.left }),
          answer,
          // What others are told of a request goes by itself.
          about: hooked === undefined ? about?.({ ...input, actor: caller }) : undefined,
        },
      );
    const result = await answering(act, (question) => implementation.answer?.(outside(), question));
    await finish?.(outside(), result);
    return result;
  };
}

/** What a request says, before it is read. */
interface Sent {
  readonly params: Readonly<Record<string, string>>;
  readonly pairs: readonly QueryPair[];
  readonly sent: unknown;
  /** Reads the list that is asked for, after everything else. Absent: the operation is none. */
  readonly list?: (() => ListRequest) | undefined;
}

/** What a request says, as the contract declares it. */
export type Input = Pick<Call, "operation" | "path" | "query" | "body" | "list">;

/** Reads what a request says. @throws ApiError for what the contract does not declare so. */
export function inputOf(
  operation: Operation,
  { params, pairs, sent, list }: Sent,
  declarations: Declarations,
  now: Date,
): Input {
  return {
    operation: operation.id as OperationId,
    path: readPath(operation, params, declarations),
    query: readQuery(operation, pairs, declarations),
    body: operation.body && readOptionalBody(operation, sent, declarations, now),
    list: list?.(),
  } as unknown as Input;
}

/** The call of a handler: work with what a request says. Several may share the work. */
export const callOf = (work: UserWork, input: Input): Call => ({ ...work, ...input });

/** A work asks so often at most: each time it knows more than the last. */
const mostQuestions = 3;

/** Does work, again after each question that it must have answered first. */
async function answering<Result>(
  act: (answer: unknown) => Promise<Result>,
  ask: (question: unknown) => Promise<unknown> | undefined,
): Promise<Result> {
  let answer: unknown;
  for (let asked = 0; ; asked++)
    try {
      return await act(answer);
    } catch (error) {
      if (!(error instanceof AskFirst)) throw error;
      if (asked === mostQuestions) throw error.otherwise;
      answer = await ask(error.question);
    }
}

const hookedRequest = (
  operation: Operation,
  caller: Caller,
  request: Request,
  body: unknown,
  now: Date,
): HookedRequest => ({
  operation,
  caller,
  params: request.params,
  query: parsePairs(request.queryString),
  body,
  now,
  logId: request.logId,
});

function modelOf(operation: Operation, declarations: Declarations) {
  const model = declarations.models[operation.reply?.model ?? ""];
  if (model === undefined) throw new Error(`${operation.id} lists an undeclared model`);
  return model;
}

function readOptionalBody(operation: Operation, body: unknown, declarations: Declarations, now: Date): unknown {
  const rules = operation.body as NonNullable<Operation["body"]>;
  const absent = body === undefined || body === null;
  if (absent && rules.optional) return undefined;
  if (absent || typeof body !== "object" || Array.isArray(body))
    throw apiError(rules.refusal ?? "Request.InvalidRequestBody");
  return readBody(body, rules, declarations, now);
}
