import type { CommerceRole } from "@orderwell/contract";
import type { Claims } from "./tokens.ts";

/** A user at work: what the token says, and what the server looked up once for it. */
export interface Caller {
  readonly kind: "user";
  readonly marketplaceId: string;
  /** Internal number of the user: stays the same when IDs or usernames change. */
  readonly userKey: number;
  readonly userId: string;
  readonly username: string;
  readonly userType: CommerceRole;
  /** The buyer's, the supplier's or the marketplace's ID. */
  readonly companyId: string;
  /** ID of the API client; empty for tokens of the portal. */
  readonly clientId: string;
  /** ID of the integration event that takes part in checkouts through the API client; null: none does. */
  readonly checkoutEventId: string | null;
  readonly roles: ReadonlySet<string>;
  /** For anonymous shoppers: the one order that this token may own. */
  readonly anonymousOrderId: string | null;
  /** Internal number of the user who impersonates. */
  readonly impersonatorKey: number | null;
  /** The token itself, as sent. */
  readonly token: string;
  /** Its claims. */
  readonly claims: Claims;
}

/** Tells whether the caller holds a role; FullAccess stands for every role of the platform. */
export const hasRole = (caller: Pick<Caller, "roles">, ...roles: readonly string[]): boolean =>
  caller.roles.has("FullAccess") || roles.some((role) => caller.roles.has(role));
