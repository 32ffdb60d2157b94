import type { CommerceRole, OrderDirection } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { column, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { OrderHead } from "./order-row.store.ts";

type Condition = RawBuilder<unknown>;

const none: Condition = sql`false`;

/** Caller whose orders are asked for, by values or by the parameters of a statement that is composed once. */
export interface Viewer {
  readonly userType: CommerceRole;
  readonly companyId: unknown;
  readonly userKey: unknown;
  /** Null for whoever is no anonymous shopper. */
  readonly anonymousOrderId: unknown;
  /** Null for whoever is not invited to an order. */
  readonly invitationId: unknown;
  readonly roles: Caller["roles"];
}

/** Orders that a direction stands for in the eyes of the caller's organization (docs/behaviour/orders.md §2). */
export function inDirection(caller: Viewer, direction: OrderDirection, alias = "t"): Condition {
  const buyerId = column(alias, "buyer_id");
  const supplierId = column(alias, "supplier_id");
  switch (caller.userType) {
    case "Buyer":
      return direction === "Incoming" ? none : sql`${buyerId} = ${caller.companyId}`;
    case "Supplier":
      return direction === "Outgoing" ? none : sql`${supplierId} = ${caller.companyId}`;
    case "Seller":
      return direction === "All"
        ? sql`true`
        : direction === "Incoming"
          ? sql`${supplierId} is null`
          : sql`${buyerId} is null`;
  }
}

/** The same of an order as its row is. */
export function isInDirection(
  caller: Pick<Caller, "userType" | "companyId">,
  direction: OrderDirection,
  { buyer_id: buyerId, supplier_id: supplierId }: Pick<OrderHead, "buyer_id" | "supplier_id">,
): boolean {
  switch (caller.userType) {
    case "Buyer":
      return direction !== "Incoming" && buyerId === caller.companyId;
    case "Supplier":
      return direction !== "Outgoing" && supplierId === caller.companyId;
    case "Seller":
      return direction === "All" || (direction === "Incoming" ? supplierId : buyerId) === null;
  }
}

/** Orders that are asked for: those that are submitted, those that are not, or both. */
export type Submission = "submitted" | "unsubmitted" | "either";

/** Tells whether the caller sees all that is asked for of their organization's orders. */
export const seesWhole = (caller: Viewer, roles: readonly string[], which: Submission): boolean =>
  caller.invitationId === null &&
  caller.anonymousOrderId === null &&
  hasRole(caller, ...roles) &&
  (which === "submitted" || hasRole(caller, "UnsubmittedOrderReader"));

/**
 * Orders that the caller may see within their organization (docs/behaviour/orders.md §2). An anonymous shopper
 * sees the one order their token names; everyone else their own; holders of `roles` also what others submitted, and what
 * they did not with UnsubmittedOrderReader.
 *
 * @param which orders the statement asks for otherwise: where it asks for none that are submitted, an index finds the caller's.
 */
export function visibleTo(
  caller: Viewer,
  roles: readonly string[],
  alias = "t",
  which: Submission = "either",
): Condition {
  if (caller.invitationId !== null) return none;
  if (caller.anonymousOrderId !== null) return sql`${column(alias, "anonymous_id")} = ${caller.anonymousOrderId}`;
  // Guests share a user, who is not one of them.
  const own = sql`(${column(alias, "from_user_key")} = ${caller.userKey} and ${column(alias, "anonymous_id")} is null)`;
  if (!hasRole(caller, ...roles)) return caller.userType === "Buyer" ? own : none;
  if (seesWhole(caller, roles, which)) return sql`true`;
  return which === "unsubmitted" ? own : sql`(${column(alias, "is_submitted")} or ${own})`;
}

/** The same of an order as its row is. */
export function isVisibleTo(
  caller: Omit<Viewer, "companyId">,
  roles: readonly string[],
  head: Pick<OrderHead, "anonymous_id" | "from_user_key" | "IsSubmitted">,
): boolean {
  if (caller.invitationId !== null) return false;
  if (caller.anonymousOrderId !== null) return head.anonymous_id === caller.anonymousOrderId;
  const own = head.from_user_key === caller.userKey && head.anonymous_id === null;
  if (!hasRole(caller, ...roles)) return caller.userType === "Buyer" && own;
  return hasRole(caller, "UnsubmittedOrderReader") || head.IsSubmitted || own;
}

/**
 * Orders of a direction that the caller may list, and what they are counted by: submitted ones of all the organization, for
 * holders of `roles`, are seen by whoever asks.
 *
 * @param which orders a list is of.
 * @param alias of orders.
 */
export function listable(caller: Viewer, direction: OrderDirection, which: Submission, alias = "t") {
  const roles = ["OrderAdmin", "OrderReader"];
  const isWhole = seesWhole(caller, roles, which);
  const where = [inDirection(caller, direction, alias), ...(isWhole ? [] : [visibleTo(caller, roles, alias, which)])];
  return { where, counted: isWhole && caller.userType === "Seller" ? countedIn[direction] : undefined };
}

/** What is counted of the marketplace's orders, as `c`, by direction in the eyes of the seller. */
const countedIn: Readonly<Record<OrderDirection, Condition>> = {
  All: sql`true`,
  Incoming: sql`not c.to_supplier`,
  Outgoing: sql`not c.from_buyer`,
};

/** Approvals of an order that open it to those who may give them: those it waits for, any of its history, none. */
export type OpeningApprovals = "pending" | "any" | "none";

/**
 * Orders that are opened to the caller by approvals that one of their groups may give (docs/behaviour/approvals.md §5):
 * never to whoever submitted them, and to nobody but users of the buyer.
 *
 * @param marketplaceId the caller's, by the statement's own parameter.
 */
export function openedByApproval(
  caller: Pick<Viewer, "userType" | "userKey" | "anonymousOrderId" | "invitationId">,
  marketplaceId: unknown,
  approvals: OpeningApprovals,
  alias = "t",
): Condition {
  if (approvals === "none" || caller.userType !== "Buyer") return none;
  if (caller.anonymousOrderId !== null || caller.invitationId !== null) return none;
  const pending = approvals === "pending" ? sql`and a.status = 'Pending'` : sql``;
  return sql`exists (select from order_approval a
    join user_group_member m on m.marketplace_id = ${marketplaceId} and m.group_key = a.approving_group_key
    where a.marketplace_id = ${marketplaceId} and a.order_id = ${column(alias, "id")} ${pending}
      and m.user_key = ${caller.userKey} and a.submitter_key is distinct from m.user_key)`;
}

/** The order that the caller is invited to. */
const openedByInvitation = (
  { invitationId }: Pick<Viewer, "invitationId">,
  marketplaceId: unknown,
  alias = "t",
): Condition =>
  sql`${column(alias, "id")} = (select i.order_id from group_order_invitation i
    where i.marketplace_id = ${marketplaceId} and i.id = ${invitationId})`;

/**
 * Orders that the caller may read one by one: what they see of their organization's, and what waits for their approval; to
 * whoever is invited to one, that one.
 */
export const readableBy = (
  caller: Viewer,
  marketplaceId: unknown,
  roles: readonly string[],
  approvals: OpeningApprovals = "pending",
): Condition =>
  caller.invitationId === null
    ? sql`(${visibleTo(caller, roles)} or ${openedByApproval(caller, marketplaceId, approvals)})`
    : openedByInvitation(caller, marketplaceId);
