import type { Caller } from "../../platform/access/caller.ts";
import type { Scope } from "../../platform/crud/table.ts";
import type { RawBuilder } from "../../platform/db/sql.ts";
import type { OnPath } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";

/**
 * Company whose users, groups and addresses are meant: a buyer's, a supplier's, or with neither the marketplace's own.
 */
export interface Company {
  readonly buyerId: string | null;
  readonly supplierId: string | null;
}

/**
 * The company that a request's path names.
 *
 * @throws ApiError NotFound, or Auth.UserNotAuthorizedToAdmin for callers who may not look or change there.
 */
export type CompanyOf = (call: OnPath, intent: "read" | "write") => Promise<Company> | Company;

/** The marketplace's own side. */
export const marketplaceItself: Company = { buyerId: null, supplierId: null };

/** The company that the caller belongs to. */
export const companyOf = ({ actor }: { readonly actor: Caller }): Company => ({
  buyerId: actor.userType === "Buyer" ? actor.companyId : null,
  supplierId: actor.userType === "Supplier" ? actor.companyId : null,
});

/** The rows of a company in a table that has `buyer_id` and `supplier_id`. */
export const companyScope = ({ buyerId, supplierId }: Company, where?: RawBuilder<unknown>): Scope => ({
  columns: { buyer_id: buyerId, supplier_id: supplierId },
  ...(where && { where }),
});

/** The company of such a scope. */
export const companyIn = ({ columns }: Scope): Company => ({
  buyerId: (columns?.buyer_id ?? null) as string | null,
  supplierId: (columns?.supplier_id ?? null) as string | null,
});

/** A user or group as domains that refer to it know it. */
export interface Known {
  readonly key: number;
  readonly id: string;
}

/** An address, by where it is saved. */
export interface SavedAt {
  readonly company: Company;
  /** Key of the user who keeps it for themselves; null: it is the company's. */
  readonly privateTo: number | null;
  readonly id: string;
}

/** Buyer that a user goes to, and the orders that go along. */
export interface UserMove {
  readonly from: string;
  readonly to: string;
  readonly orders: "None" | "Unsubmitted" | "All";
}

/**
 * Services to people of the domains that are built on them; the application supplies them. Each may refuse, or do what
 * goes with the change, in the same transaction.
 */
export interface PeopleDependents {
  /** After a buyer got a new user. */
  createdUser?(work: Work, user: Known): Promise<void>;
  /** After what others are shown of a user was changed: their names, addresses, extended properties. */
  changedUser?(work: Work, company: Company, userId: string): Promise<void>;
  /** Before a user is deleted. @throws ApiError such as User.CannotDeleteWithOpenOrder */
  deletingUser?(work: Work, user: Known): Promise<void>;
  /** Before a buyer's user moves to another buyer. @throws ApiError such as User.CannotMoveeWithOpenOrder */
  movingUser?(work: Work, user: Known, move: UserMove): Promise<void>;
  /**
   * Makes worthless what was sent to a user to sign in or to set a password with: they have another password or address.
   */
  changingCredentials?(work: Work, user: Pick<Known, "key">): Promise<void>;
  /**
   * Uses up the code that a mail brought together with the token that its reader sets a password with.
   *
   * @throws ApiError Auth.TokenRevoked when it is worthless by now.
   */
  spendingCode?(work: Work, user: Pick<Known, "key">, codeDigest: string): Promise<void>;
  /** Does what goes with the end of everything that a user signed in with. */
  revokingTokens?(work: Work, user: Pick<Known, "key">): Promise<void>;
  /**
   * After something was written that lets somebody sign in as a user, or gives the user more: a password, an address that
   * passwords are sent to, another company. @throws ApiError Auth.InsufficientRoles
   */
  givenAccess?(work: Work, user: Pick<Known, "key">): Promise<void>;
  /** After a user joined a group. @throws ApiError Auth.InsufficientRoles */
  joinedGroup?(work: Work, group: Known, user: Known): Promise<void>;
  /** Before a group is deleted. @throws ApiError such as UserGroup.CannotDeleteApprovingGroup */
  deletingGroup?(work: Work, group: Known): Promise<void>;
  /** Before a buyer or a supplier is deleted. */
  deletingCompany?(work: Work, company: Company): Promise<void>;
  /** After an address was changed. */
  changedAddress?(work: Work, address: SavedAt): Promise<void>;
  /** Before an address is deleted. @throws ApiError such as Address.CannotDeleteInventoryRecordAddress */
  deletingAddress?(work: Work, address: Known): Promise<void>;
}
