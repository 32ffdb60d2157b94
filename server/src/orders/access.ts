import type { OrderDirection } from "@orderwell/contract";
import { type Caller, hasRole } from "../platform/access/caller.ts";
import { allOf, column, type RawBuilder, sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import type { UserWork } from "../platform/work/work.ts";
import { selectOrder } from "./order/store.ts";
import type { StoredOrder } from "./order/stored-order.ts";

type Condition = RawBuilder<unknown>;

const none: Condition = sql`false`;

/** Orders that a direction stands for in the eyes of the caller's organization (docs/behaviour/orders.md §2). */
export function inDirection(caller: Caller, direction: OrderDirection, alias = "t"): Condition {
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

/**
 * Orders that the caller may see within his organization (docs/behaviour/orders.md §2). An anonymous shopper
 * sees the one order his token names; everyone else his own; holders of `roles` also what others submitted, and what
 * they did not with UnsubmittedOrderReader.
 */
export function visibleTo(caller: Caller, roles: readonly string[], alias = "t"): Condition {
  if (caller.anonymousOrderId !== null) return sql`${column(alias, "anonymous_id")} = ${caller.anonymousOrderId}`;
  const own = sql`${column(alias, "from_user_key")} = ${caller.userKey}`;
  if (!hasRole(caller, ...roles)) return caller.userType === "Buyer" ? own : none;
  return hasRole(caller, "UnsubmittedOrderReader") ? sql`true` : sql`(${column(alias, "is_submitted")} or ${own})`;
}

export interface FindOptions {
  /** Holds the order until the transaction ends: the first statement of every write to it. Default: false. */
  readonly lock?: boolean;
  /**
   * Roles that open orders of other users of the organization. Default: OrderAdmin, and OrderReader unless the order is
   * locked to be changed. Name others where the operation admits them (ShipmentAdmin, IntegrationEventAdmin).
   */
  readonly roles?: readonly string[];
}

/**
 * The order that the path names. Whatever the caller may not see, or not under that direction, does not exist for him.
 *
 * @throws ApiError NotFound (Order)
 */
export async function findOrder(
  work: UserWork,
  direction: OrderDirection,
  orderId: string,
  options: FindOptions = {},
): Promise<StoredOrder> {
  const { actor, db } = work;
  const lock = options.lock === true;
  const roles = options.roles ?? (lock ? ["OrderAdmin"] : ["OrderAdmin", "OrderReader"]);
  const order = await selectOrder(
    db,
    allOf([sql`lower(t.id) = ${orderId.toLowerCase()}`, inDirection(actor, direction), visibleTo(actor, roles)]),
    { lock },
  );
  if (order === undefined) throw notFound("Order", orderId);
  return order;
}

/**
 * Refuses a shopper who would change an order that he has submitted: from then on that takes OrderAdmin.
 *
 * @throws ApiError Auth.InsufficientRoles
 */
export function assertEditable({ actor }: Pick<UserWork, "actor">, order: Pick<StoredOrder, "Status">): void {
  if (order.Status !== "Unsubmitted" && !hasRole(actor, "OrderAdmin"))
    throw apiError("Auth.InsufficientRoles", {
      SufficientRoles: ["FullAccess", "OrderAdmin"],
      AssignedRoles: [...actor.roles],
    });
}
