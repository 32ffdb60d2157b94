import { sql } from "../../platform/db/sql.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import { createOwnOrder, type OrderBody } from "../order/create.ts";
import { selectOrder, updateOrder } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";

/** How many orders, and which, can be the caller's cart: an anonymous shopper has one, the one his token names. */
const candidates = ({ caller }: AnyCall) =>
  caller.anonymousOrderId === null
    ? sql`t.from_user_key = ${caller.userKey} and t.buyer_id = ${caller.companyId} and t.anonymous_id is null and t.status = 'Unsubmitted'`
    : sql`t.anonymous_id = ${caller.anonymousOrderId} and t.status = 'Unsubmitted'`;

/** The one that was chosen, else the newest. */
const preference = sql`t.chosen_cart desc, t.date_created desc, t.id`;

/** The caller's cart, if he has one. `lock` holds it until the transaction ends: the first statement of every write. */
export function findCart(call: AnyCall, options: { readonly lock?: boolean } = {}): Promise<StoredOrder | undefined> {
  return selectOrder(call.db, candidates(call), { ...options, orderBy: preference });
}

export interface CartOptions<Create extends boolean> {
  /** Makes an order when there is none. Implies `lock`. */
  readonly create?: Create;
  readonly lock?: boolean;
  /** What a new order starts with. */
  readonly body?: OrderBody;
}

/**
 * The caller's cart, which operations on carts act upon (docs/behaviour/orders.md §11).
 *
 * First writes that come at the same time wait for each other, so that they fill one order.
 */
export async function cartOrder<Create extends boolean = false>(
  call: AnyCall,
  { create, lock, body = {} }: CartOptions<Create> = {},
): Promise<Create extends true ? StoredOrder : StoredOrder | undefined> {
  const found = await findCart(call, { lock: create === true || lock === true });
  if (found !== undefined || create !== true) return found as StoredOrder;
  const owner = call.caller.anonymousOrderId ?? call.caller.userKey;
  const [, existing] = await Promise.all([
    call.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`cart ${call.db.marketplaceId} ${owner}`}, 0))`),
    findCart(call, { lock: true }),
  ]);
  return existing ?? (await createOwnOrder(call, body));
}

/** Makes an order the cart in place of whichever was chosen before. */
export async function chooseCart(call: AnyCall, order: StoredOrder): Promise<void> {
  await call.db.run(
    sql`update purchase_order set chosen_cart = false
      where marketplace_id = ${call.db.marketplaceId} and from_user_key = ${call.caller.userKey} and chosen_cart`,
  );
  await updateOrder(call, order, { chosen_cart: true });
}
