import type { OperationId } from "@orderwell/contract";
import type { ShapeExtras } from "../lists/shape.ts";
import type { Call, Handler, OpenCall, OpenHandler } from "./call.ts";

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
  | { readonly open?: false; readonly perform: (call: Call) => Promise<unknown> }
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
