import type { OperationId, Operations } from "@orderwell/contract";
import { settled } from "../db/later.ts";
import type { ShapeExtras } from "../lists/shape.ts";
import type { UserWork } from "../work/work.ts";
import type { Call, Handler, OpenCall, OpenHandler, OutsideCall, Reply } from "./call.ts";

/** Names of the operations of a resource. */
type MethodOf<Resource extends string> = OperationId extends infer Id
  ? Id extends `${Resource}.${infer Method}`
    ? Method
    : never
  : never;
type Id<Resource extends string, Method extends string> = Extract<OperationId, `${Resource}.${Method}`>;

/** A resource's handlers, one for each declared operation. */
export type Handlers<Resource extends string> = {
  readonly [Method in MethodOf<Resource>]: Handler<Id<Resource, Method>>;
};

type ListExtras<Resource extends string> = { readonly [Method in MethodOf<Resource>]?: ShapeExtras };

/** An operation and what performs it. */
export type Implementation = {
  readonly id: OperationId;
  /** Properties that a list can address beyond its model, and its default sort where that differs. */
  readonly list?: ShapeExtras | undefined;
} & (
  | {
      readonly open?: false;
      /** What comes before the transaction, and is handed to `perform`. */
      readonly prepare?: (request: OutsideCall) => Promise<unknown>;
      readonly perform: (call: Call, prepared?: unknown) => Promise<unknown>;
      /** Asks a service what the operation must know first (`AskFirst`). */
      readonly answer?: (request: OutsideCall, question: unknown) => Promise<unknown>;
      /** What follows the commit and comes before the reply. A failure of it would look like one of the operation. */
      readonly finish?: (request: OutsideCall, done: unknown) => Promise<void>;
      /** What a request is about that may share a transaction with others (`sharing`). */
      readonly about?: (call: Pick<Call, "path" | "body" | "actor">) => string | undefined;
    }
  | { readonly open: true; readonly perform: (call: OpenCall) => Promise<unknown> }
);

/** Binds every operation of a resource: one that is missing, or declared nowhere, does not compile. */
export function implement<Resource extends string>(
  resource: Resource,
  handlers: Handlers<NoInfer<Resource>>,
  lists: ListExtras<NoInfer<Resource>> = {},
): Implementation[] {
  return implementSome(resource, handlers as Partial<Handlers<Resource>>, lists);
}

/** Binds the operations of a resource that exist so far; the others answer 501. One declared nowhere does not compile. */
export function implementSome<Resource extends string>(
  resource: Resource,
  handlers: Partial<Handlers<NoInfer<Resource>>>,
  lists: ListExtras<NoInfer<Resource>> = {},
): Implementation[] {
  return Object.entries(handlers).map(([method, perform]) => ({
    id: `${resource}.${method}` as OperationId,
    perform: perform as unknown as (call: Call) => Promise<unknown>,
    list: (lists as Record<string, ShapeExtras>)[method],
  }));
}

/** An operation that asks a service before its transaction begins. */
export interface Stages<Id extends OperationId, Prepared> {
  readonly prepare: (request: OutsideCall<Id>) => Promise<Prepared>;
  readonly perform: (call: Call<Id>, prepared: Prepared) => Promise<Reply<Operations[Id]["reply"]>>;
}

/** Binds an operation in two stages: the first while no transaction is open, the second in the one of the request. */
export function implementStaged<Id extends OperationId, Prepared>(
  id: Id,
  { prepare, perform }: Stages<Id, Prepared>,
): Implementation {
  return {
    id,
    prepare: prepare as unknown as (request: OutsideCall) => Promise<unknown>,
    perform: perform as unknown as (call: Call, prepared: unknown) => Promise<unknown>,
  };
}

/** What follows an operation. */
export interface Following {
  /** Notes in its transaction what is to follow, so that it does even if the process ends before. */
  readonly note: (work: UserWork, done: unknown) => Promise<void>;
  /** Comes once it is committed, before the reply. */
  readonly finish: (request: OutsideCall, done: unknown) => Promise<void>;
}

/** Those of the operations, each followed by something. */
export const followedBy = (
  implementations: readonly Implementation[],
  ids: readonly OperationId[],
  { note, finish }: Following,
): Implementation[] =>
  implementations.map((one) => {
    if (one.open || !ids.includes(one.id)) return one;
    const perform = async (call: Call, prepared?: unknown): Promise<unknown> => {
      const done = await settled(await one.perform(call, prepared));
      await note(call, done);
      return done;
    };
    return { ...one, perform, finish };
  });

/**
 * The operations, of which some share a transaction with others that come at the same time. They may where it makes no
 * difference what else is written meanwhile: nothing is read to be written anew but what the request is about, and what is
 * counted is counted up or down.
 *
 * @param abouts names the object that a request is about, in small letters, or is empty for one that gets an ID yet;
 *   undefined for a request that goes by itself.
 */
export const sharing = (
  implementations: readonly Implementation[],
  abouts: { readonly [Id in OperationId]?: (call: Pick<Call<Id>, "path" | "body" | "actor">) => string | undefined },
): Implementation[] =>
  implementations.map((one) => {
    const about = abouts[one.id] as Extract<Implementation, { readonly open?: false }>["about"];
    return one.open || about === undefined ? one : { ...one, about };
  });

/** The operations, each with who answers what it must ask first (`AskFirst`). */
export const answeredBy = (
  implementations: readonly Implementation[],
  answer: (request: OutsideCall, question: unknown) => Promise<unknown>,
): Implementation[] => implementations.map((one) => (one.open ? one : { ...one, answer }));

/** Binds operations that need no token. */
export function implementOpen<Resource extends string>(
  resource: Resource,
  handlers: { readonly [Method in MethodOf<NoInfer<Resource>>]?: OpenHandler<Id<NoInfer<Resource>, Method>> },
): Implementation[] {
  return Object.entries(handlers).map(([method, perform]) => ({
    id: `${resource}.${method}` as OperationId,
    open: true,
    perform: perform as unknown as (call: OpenCall) => Promise<unknown>,
  }));
}
