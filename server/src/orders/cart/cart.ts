import { sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { createOwnOrder, type OrderBody } from "../order/create.ts";
import { selectOrder, updateOrder } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";

/** How many orders, and which, can be the caller's cart: an anonymous shopper has one, the one his token names. */
const candidates = ({ actor }: UserWork) =>
  actor.anonymousOrderId === null
    ? sql`t.from_user_key = ${actor.userKey} and t.buyer_id = ${actor.companyId} and t.anonymous_id is null and t.status = 'Unsubmitted'`
    : sql`t.anonymous_id = ${actor.anonymousOrderId} and t.status = 'Unsubmitted'`;

/** The one that was chosen, else the newest. */
const preference = sql`t.chosen_cart desc, t.date_created desc, t.id`;

/** The caller's cart, if he has one. `lock` holds it until the transaction ends: the first statement of every write. */
export function findCart(work: UserWork, options: { readonly lock?: boolean } = {}): Promise<StoredOrder | undefined> {
  return selectOrder(work.db, candidates(work), { ...options, orderBy: preference });
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
  work: UserWork,
  { create, lock, body = {} }: CartOptions<Create> = {},
): Promise<Create extends true ? StoredOrder : StoredOrder | undefined> {
  const found = await findCart(work, { lock: create === true || lock === true });
  if (found !== undefined || create !== true) return found as StoredOrder;
  const owner = work.actor.anonymousOrderId ?? work.actor.userKey;
  const [, existing] = await Promise.all([
    work.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`cart ${work.db.marketplaceId} ${owner}`}, 0))`),
    findCart(work, { lock: true }),
  ]);
  return existing ?? (await createOwnOrder(work, body));
}

/** Makes an order the cart in place of whichever was chosen before. */
export async function chooseCart(work: UserWork, order: StoredOrder): Promise<void> {
  await work.db.run(
    sql`update purchase_order set chosen_cart = false
      where marketplace_id = ${work.db.marketplaceId} and from_user_key = ${work.actor.userKey} and chosen_cart`,
  );
  await updateOrder(work, order, { chosen_cart: true });
}
