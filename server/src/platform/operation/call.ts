import type { OperationId, Operations } from "@orderwell/contract";
import type { ClientDirectory } from "../access/client-directory.store.ts";
import type { Row } from "../db/json.ts";
import type { Later } from "../db/later.ts";
import type { ListRequest } from "../lists/list-request.ts";
import type { RawJson } from "../wire/reply.ts";
import type { Outside } from "../work/outside.ts";
import type { Services } from "../work/services.ts";
import type { UserWork } from "../work/work.ts";
import type { Works } from "../work/works.ts";

/**
 * One request that passed the guard and whose parameters and body are what the contract declares. It is for
 * `operations.ts` alone, which hands the work and typed values on.
 */
export interface Call<Id extends OperationId = OperationId> extends UserWork {
  readonly operation: Id;
  readonly path: Operations[Id]["path"];
  readonly query: Operations[Id]["query"];
  readonly body: Operations[Id]["body"];
  /** Options of the query string; only lists have them. */
  readonly list: ListRequest;
}

/**
 * Answer of an operation: the declared model, a page of it, or nothing. Objects and lists within may be as the
 * database sent them.
 */
export type Reply<Declared> = Declared extends { Meta: unknown; Items: (infer Item)[] }
  ? { readonly Meta: unknown; readonly Items: readonly (Item | Row<Item> | RawJson)[] }
  : Declared extends object
    ? Declared | Row<Declared> | RawJson
    : void;

/** What a request gets; an object that is written may be known with the commit only. */
type Answer<Id extends OperationId> = Reply<Operations[Id]["reply"]> | Later<Reply<Operations[Id]["reply"]>>;

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Answer<Id>>;

/** A request of somebody who passed the guard, read and checked, before and after its transaction. */
export interface OutsideCall<Id extends OperationId = OperationId> extends Outside {
  readonly operation: Id;
  readonly path: Operations[Id]["path"];
  readonly query: Operations[Id]["query"];
  readonly body: Operations[Id]["body"];
}

/** A request to an operation that needs no token: it says itself which marketplace it means. */
export interface OpenCall<Id extends OperationId = OperationId> {
  readonly operation: Id;
  readonly path: Operations[Id]["path"];
  readonly query: Operations[Id]["query"];
  readonly body: Operations[Id]["body"];
  readonly now: Date;
  /** The ID under which replies and logs name the request. */
  readonly logId: string;
  readonly services: Services;
  /** Finds the marketplace that an API client belongs to. */
  readonly clients: ClientDirectory;
  /** Begins work in the marketplace that is meant. */
  readonly works: Works;
}

export type OpenHandler<Id extends OperationId> = (call: OpenCall<Id>) => Promise<Reply<Operations[Id]["reply"]>>;
