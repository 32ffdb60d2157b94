import type { PriceArguments } from "../pricing/selection.ts";
import type { Sight } from "../visibility/sight.ts";
import type { Shopper } from "./purchasable.ts";

/**
 * What the choice of a price schedule depends on.
 *
 * @param sellerId as stored; undefined when no seller was named.
 */
export const priceArguments = (
  marketplaceId: string,
  { buyerId, groupKeys, currency }: Shopper,
  sight: Sight,
  sellerId: string | undefined,
): PriceArguments => ({
  buyerId,
  groupKeys: `{${groupKeys.join(",")}}`,
  currency,
  sellerId: sellerId ?? marketplaceId,
  anySeller: sellerId === undefined,
  assigned: sight.assigned.text,
});
