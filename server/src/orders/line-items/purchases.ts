import { type Purchasable, type PurchaseFacts, readStock } from "../../catalogs/index.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { StoredOrder } from "../order/stored-order.ts";

/** Products that the order's user may buy from whom the order is to, by product ID in lower case. */
export type Purchasables = ReadonlyMap<string, Purchasable>;

/** Products as the order's user sees and pays them, whoever is calling, and their stock. */
export async function purchasablesFor(
  work: Pick<UserWork, "db" | "now" | "services">,
  order: Pick<StoredOrder, "buyer_id" | "from_user_key" | "supplier_id">,
  productIds: readonly string[],
): Promise<PurchaseFacts> {
  // Prices of the marketplace's own orders come with the order that is forwarded; there is no buyer to see products.
  if (order.buyer_id === null) return { products: new Map(), stock: await readStock(work.db, productIds) };
  const sellerId = order.supplier_id ?? work.db.marketplaceId;
  return work.services.productReads.purchasables(work, order.from_user_key, sellerId, productIds);
}
