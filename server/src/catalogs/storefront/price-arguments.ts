import type { PriceArguments } from "../pricing/selection.store.ts";
import type { VisibleProducts } from "../visibility/visible-products.ts";
import type { Shopper } from "./purchasable.ts";

/**
 * Arguments that the choice of a price schedule depends on.
 *
 * @param sellerId as stored; undefined when no seller was named.
 */
export const priceArguments = (
  marketplaceId: string,
  { buyerId, groupKeys, currency }: Shopper,
  visible: VisibleProducts,
  sellerId: string | undefined,
): PriceArguments => ({
  marketplaceId,
  buyerId,
  groupKeys: `{${groupKeys.join(",")}}`,
  currency,
  sellerId: sellerId ?? marketplaceId,
  anySeller: sellerId === undefined,
  assigned: visible.assigned.text,
});
