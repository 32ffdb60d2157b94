import type { CommerceRole } from "@orderwell/contract";
import { type ApiError, apiError } from "../errors/api-error.ts";
import type { Claims } from "./tokens.ts";

/** Settings of an API client that domains ask for of whoever calls through it; each domain declares its own. */
// biome-ignore lint/suspicious/noEmptyInterface: domains add to it
export interface ClientSettings {}

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
  readonly clientSettings: ClientSettings;
  readonly roles: ReadonlySet<string>;
  /** For anonymous shoppers: the one order that this token may own. */
  readonly anonymousOrderId: string | null;
  /**
   * ID of the group order invitation that the token is of: it opens lines of one order, seen as its user sees products, and
   * nothing else of theirs. Null for everybody else.
   */
  readonly invitationId: string | null;
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

/** The refusal of a caller who holds none of these roles. */
export const roleMissing = ({ roles }: Pick<Caller, "roles">, ...sufficient: readonly string[]): ApiError =>
  apiError("Auth.InsufficientRoles", {
    SufficientRoles: [...new Set(["FullAccess", ...sufficient])],
    AssignedRoles: [...roles],
  });

/** The marketplace itself as whoever may read everything of it, for what the server reads without anybody asking. */
export const readerOf = (marketplaceId: string): Caller => ({
  kind: "user",
  marketplaceId,
  userKey: 0,
  userId: "",
  username: "",
  userType: "Seller",
  companyId: marketplaceId,
  clientId: "",
  // It calls through no client.
  clientSettings: {} as ClientSettings,
  roles: new Set(["FullAccess"]),
  anonymousOrderId: null,
  invitationId: null,
  impersonatorKey: null,
  token: "",
  claims: { usr: "", usrtype: "admin", roles: ["FullAccess"], mid: marketplaceId, cver: 0 },
});
