import { findPurchasables, type Purchasable, type Shopper, shopperOf } from "../../catalogs/index.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import type { StoredOrder } from "../order/stored-order.ts";

/** Products that the order's user may buy from whom the order is to, by product ID in lower case. */
export type Purchasables = ReadonlyMap<string, Purchasable>;

/**
 * The caller as a shopper, asked for along with his order to save a trip: nearly always he is whom the order is from.
 * `undefined` for callers who are no buyer's user.
 */
export const callerAsShopper = ({ caller, db }: AnyCall): Promise<Shopper> | undefined =>
  caller.userType === "Buyer" ? shopperOf(db, caller.userKey) : undefined;

/** Products as the order's user sees and pays them, whoever is calling. */
export async function purchasablesFor(
  call: AnyCall,
  order: StoredOrder,
  productIds: readonly string[],
  caller?: Shopper,
): Promise<Purchasables> {
  // Prices of the marketplace's own orders come with the order that is forwarded; there is no buyer to see products.
  if (order.buyer_id === null) return new Map();
  const shopper = caller?.userKey === order.from_user_key ? caller : await shopperOf(call.db, order.from_user_key);
  return findPurchasables(call.db, shopper, order.supplier_id ?? call.db.marketplaceId, productIds, call.now);
}
