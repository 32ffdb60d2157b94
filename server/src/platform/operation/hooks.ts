import type { Operation } from "@orderwell/contract";
import type { Caller } from "../access/caller.ts";
import type { InvalidatedCache } from "../cache-invalidation.ts";
import type { QueryPair } from "../lists/pairs.ts";
import type { Announce } from "../outbox/announcements.ts";

/** A write that passed the guard and was read, as it is told to others. */
export interface HookedRequest {
  readonly operation: Operation;
  readonly caller: Caller;
  /** Path parameters by their declared names, as the client wrote them. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly QueryPair[];
  /** The JSON of the body as the client sent it; `undefined` when there was none. */
  readonly body: unknown;
  readonly now: Date;
  /** The ID under which replies and logs name the request. */
  readonly logId: string;
}

/** Those who are told of one operation when one API client calls it. */
export interface Listeners {
  /**
   * Asks whether the request may be carried out, while no transaction is open.
   *
   * @throws ApiError when it may not.
   */
  readonly before?: (request: HookedRequest) => Promise<void>;
  /** Announces what was done, in the transaction that did it. `reply` is the JSON text of the reply's body. */
  readonly after?: (request: HookedRequest, announce: Announce, reply: string) => Promise<void>;
}

/** Listeners to writes; the application supplies them. */
export interface RequestHooks extends InvalidatedCache {
  /** Known at once, except for the first write in a marketplace after a change. Asked for writes only. */
  listeners(caller: Caller, operationId: string): Listeners | undefined | Promise<Listeners | undefined>;
}
