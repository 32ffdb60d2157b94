import type { OperationId, Operations } from "@orderwell/contract";
import type { Access } from "../access/access.ts";
import type { Caller } from "../access/caller.ts";
import type { ClientDirectory } from "../access/clients.ts";
import type { Tokens } from "../access/tokens.ts";
import type { Clock } from "../clock.ts";
import type { Row } from "../db/json.ts";
import type { References } from "../db/rename.ts";
import type { TenantDb, Tenants } from "../db/session.ts";
import type { Written } from "../http/reply.ts";
import type { Ids } from "../ids.ts";
import type { ListQuery } from "../lists/list-query.ts";
import type { ListShape } from "../lists/shape.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { SecretBox } from "../secret-box.ts";
import type { RequestHooks } from "./hooks.ts";

/** What a client asks of a list, and what that list can address. */
export interface ListRequest {
  readonly query: ListQuery;
  readonly shape: ListShape;
}

/** What the platform lends to every operation. */
export interface Services {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly references: References;
  readonly access: Access;
  readonly tokens: Tokens;
  readonly clients: ClientDirectory;
  readonly outbox: Outbox;
  readonly tenants: Tenants;
  /** Calls to servers that clients configure. Not within a transaction: it would stay open for as long as they take. */
  readonly outbound: Outbound;
  /** Encrypts what is stored encrypted. */
  readonly secrets: SecretBox;
  /** Who is told of requests. */
  readonly hooks: RequestHooks;
  /** Public base URL of the server, without a slash at its end. */
  readonly baseUrl: string;
}

/** One request that passed the guard and whose parameters and body are what the contract declares. */
export interface Call<Id extends OperationId = OperationId> {
  readonly operation: Id;
  readonly caller: Caller;
  readonly path: Operations[Id]["path"];
  readonly query: Operations[Id]["query"];
  readonly body: Operations[Id]["body"];
  /** Options of the query string; only lists have them. */
  readonly list: ListRequest;
  /** The request's one transaction. */
  readonly db: TenantDb;
  /** Time of the request, the same throughout. */
  readonly now: Date;
  readonly services: Services;
  /**
   * Tells whoever subscribed that something happened to the object behind `key`, once the transaction is committed. The
   * object must be locked, so that announcements about it keep their order.
   */
  announce(type: string, key: string, payload: unknown): Promise<void>;
  /** Work to do once the transaction is committed, and only then: dropping what caches hold. */
  afterCommit(work: () => void): void;
}

/** What every call has, whatever its operation: what rules and stores that several operations share take. */
export type AnyCall = Pick<Call, "caller" | "db" | "now" | "services" | "announce" | "afterCommit">;

/**
 * What an operation answers: the declared model, a page of it, or nothing. Objects and lists within may be as the
 * database sent them.
 */
export type Reply<Declared> = Declared extends { Meta: unknown; Items: (infer Item)[] }
  ? { readonly Meta: unknown; readonly Items: readonly (Item | Row<Item> | Written)[] }
  : Declared extends object
    ? Declared | Row<Declared> | Written
    : void;

export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Reply<Operations[Id]["reply"]>>;

/** A request to an operation that needs no token: it says itself which marketplace it means. */
export interface OpenCall<Id extends OperationId = OperationId> {
  readonly operation: Id;
  readonly path: Operations[Id]["path"];
  readonly query: Operations[Id]["query"];
  readonly body: Operations[Id]["body"];
  readonly now: Date;
  readonly services: Services;
}

export type OpenHandler<Id extends OperationId> = (call: OpenCall<Id>) => Promise<Reply<Operations[Id]["reply"]>>;
