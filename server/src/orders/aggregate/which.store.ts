import type { OrderDirection } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { type Fragments, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { sameId } from "../../platform/ids.ts";
import type { OrderHead } from "./order-row.store.ts";
import {
  inDirection,
  isInDirection,
  isVisibleTo,
  type OpeningApprovals,
  readableBy,
  type Viewer,
} from "./visibility.store.ts";

/** Values that conditions on orders compare with. */
export interface OrderKeys {
  readonly marketplaceId: string;
  /** An order's ID: in lower case where it may be in any. */
  readonly id: string | null;
  readonly companyId: string | null;
  readonly userKey: number | null;
  /** The order ID that an anonymous shopper's token names. */
  readonly anonymousId: string | null;
  /** The group order invitation that the caller's token is of. */
  readonly invitationId: string | null;
}

/** Order that is meant. */
export interface WhichOrder {
  /** Names the condition: for the same name it is the same, so that its statement is composed once. */
  readonly name: string;
  /** Over the alias `t`. */
  condition(keys: Fragments<OrderKeys>): RawBuilder<unknown>;
  /** Puts first the one that is meant of several; undefined where there can be only one. */
  readonly preference?: RawBuilder<unknown>;
  readonly keys: Omit<OrderKeys, "marketplaceId">;
  /** How it is found among orders that a process holds; absent where only the database can tell. */
  readonly held?: AmongHeld;
}

/** How an order is found among those that a process holds. */
export interface AmongHeld {
  /** Its ID, in whatever case; null: it is a cart of the user's. */
  readonly id: string | null;
  readonly userKey: number;
  /** Tells of an order, as its row is, whether the condition holds for it. Where nobody can tell, it does not. */
  is(head: OrderHead): boolean;
}

/** A caller as statements know them that are composed once for all who see orders in the same way. */
interface KeyedViewer {
  /** Names the way. */
  readonly name: string;
  viewer(keys: Fragments<OrderKeys>): Viewer;
  readonly keys: Omit<OrderKeys, "marketplaceId" | "id">;
}

/** @param roles that open orders of other users of the organization. */
export function keyedViewer(caller: Caller, roles: readonly string[]): KeyedViewer {
  const { userType, anonymousOrderId: anonymousId, invitationId, companyId, userKey } = caller;
  const held = ["UnsubmittedOrderReader", ...roles].filter((role) => hasRole(caller, role));
  const as = invitationId !== null ? "invited" : anonymousId !== null ? "anonymous" : roles.join();
  return {
    name: `${userType} ${as} ${held.join()}`,
    viewer: (keys) => ({
      userType,
      companyId: keys.companyId,
      userKey: keys.userKey,
      anonymousOrderId: anonymousId === null ? null : keys.anonymousId,
      invitationId: invitationId === null ? null : keys.invitationId,
      roles: new Set(held),
    }),
    keys: { companyId, userKey, anonymousId, invitationId },
  };
}

/**
 * The order of a path, as far as the caller may see it, and under that direction.
 *
 * @param roles that open orders of other users of the organization.
 * @param approvals that open it to those who may give them.
 */
export function orderAt(
  caller: Caller,
  direction: OrderDirection,
  orderId: string,
  roles: readonly string[],
  approvals: OpeningApprovals,
): WhichOrder {
  const by = keyedViewer(caller, roles);
  return {
    name: `id ${direction} ${by.name} ${approvals}`,
    condition(keys) {
      const viewer = by.viewer(keys);
      return sql`lower(t.id) = ${keys.id} and ${inDirection(viewer, direction)} 
        and ${readableBy(viewer, keys.marketplaceId, roles, approvals)}`;
    },
    keys: { ...by.keys, id: orderId.toLowerCase() },
    held: {
      id: orderId,
      userKey: caller.userKey,
      is: (head) =>
        sameId(head.ID, orderId) && isInDirection(caller, direction, head) && isVisibleTo(caller, roles, head),
    },
  };
}

/** An order by the ID under which it is stored. */
export const storedOrder = (id: string): WhichOrder => ({
  name: "stored id",
  condition: (keys) => sql`t.id = ${keys.id}`,
  keys: { id, companyId: null, userKey: null, anonymousId: null, invitationId: null },
});

/** The one that was chosen, else the newest. */
const preference = sql`t.chosen_cart desc, t.date_created desc, t.id`;

/** The caller's cart: an anonymous shopper has one, the one their token names (docs/behaviour/orders.md §11). */
export function cartOf({ anonymousOrderId, companyId, userKey }: Caller): WhichOrder {
  if (anonymousOrderId !== null) return anonymousCart(anonymousOrderId);
  return {
    name: "cart",
    condition: (keys) => sql`t.from_user_key = ${keys.userKey} and t.buyer_id = ${keys.companyId}
      and t.anonymous_id is null and t.status = 'Unsubmitted' and not t.is_submitted`,
    preference,
    keys: { id: null, companyId, userKey, anonymousId: null, invitationId: null },
    held: {
      id: null,
      userKey,
      is: (head) =>
        head.from_user_key === userKey &&
        head.buyer_id === companyId &&
        head.anonymous_id === null &&
        head.Status === "Unsubmitted",
    },
  };
}

/** The unsubmitted order that the token of an anonymous shopper names. */
export const anonymousCart = (anonymousId: string): WhichOrder => ({
  name: "anonymous cart",
  condition: (keys) => sql`t.anonymous_id = ${keys.anonymousId} and t.status = 'Unsubmitted'`,
  keys: { id: null, companyId: null, userKey: null, anonymousId, invitationId: null },
  // Nearly always it has that ID.
  held: {
    id: anonymousId,
    userKey: 0,
    is: ({ anonymous_id, Status }) => anonymous_id === anonymousId && Status === "Unsubmitted",
  },
});
