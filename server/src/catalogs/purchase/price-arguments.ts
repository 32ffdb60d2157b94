import type { PriceArguments, PriceChoice } from "../pricing/selection.ts";
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
  marketplaceId,
  buyerId,
  groupKeys: `{${groupKeys.join(",")}}`,
  currency,
  sellerId: sellerId ?? marketplaceId,
  anySeller: sellerId === undefined,
  assigned: sight.assigned.text,
});

/** How much of the choice of price schedules can matter for what is seen. */
export const priceChoice = (marketplaceId: string, sight: Sight, sellerId: string | undefined): PriceChoice =>
  sight.plainlyPriced && (sellerId === undefined || sellerId === marketplaceId) ? "default" : "full";
