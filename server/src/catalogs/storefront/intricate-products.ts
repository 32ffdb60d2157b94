import { BoundedCache } from "../../platform/caches/bounded-cache.ts";

const keyOf = (marketplaceId: string, productId: string): string => `${marketplaceId}\0${productId}`;

/**
 * Products that had specs, variants or inventory records when this process last saw them bought: a guess, for whoever reads
 * products to ask for all of that at once. IDs are in lower case.
 */
export class IntricateProducts {
  readonly #seen = new BoundedCache<true>("intricate_products", {
    maxBytes: 4_000_000,
    bytesOf: () => 0,
    ofThings: true,
  });
  readonly caches = [this.#seen];

  hasNone(marketplaceId: string, productIds: readonly string[]): boolean {
    return productIds.every((id) => this.#seen.get(keyOf(marketplaceId, id)) === undefined);
  }

  add(marketplaceId: string, productId: string): void {
    this.#seen.set(keyOf(marketplaceId, productId), true);
  }
}
