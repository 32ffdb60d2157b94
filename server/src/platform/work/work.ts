import type { Caller } from "../access/caller.ts";
import type { TenantDb } from "../db/session.ts";
import type { Announce } from "../outbox/announcements.ts";
import type { Actor } from "./actor.ts";
import type { Services } from "./services.ts";

/**
 * Something being done in a marketplace on somebody's behalf, as one transaction: what every rule and store is handed,
 * whether a request, a job, a delivery's answer, an import or the command line began it.
 */
export interface Work<By extends Actor = Actor> {
  readonly marketplaceId: string;
  readonly actor: By;
  /** The one transaction. */
  readonly db: TenantDb;
  /** Time of the work, the same throughout. */
  readonly now: Date;
  /** The ID under which replies and logs name the work. */
  readonly logId: string;
  readonly services: Services;
  /** What a service answered when this work asked for it (`AskFirst`); undefined the first time. */
  readonly answer?: unknown;
  /**
   * Tells whoever subscribed that something happened to the object behind `key`, once the transaction is committed. The
   * object must be locked, so that announcements about it keep their order.
   */
  readonly announce: Announce;
  /** Registers an effect outside the database, such as dropping a cache: once the transaction is committed, and only then. */
  afterCommit(effect: () => void): void;
}

/** Work that a user asked for: rules may look at roles, company and token. */
export type UserWork = Work<Caller>;
