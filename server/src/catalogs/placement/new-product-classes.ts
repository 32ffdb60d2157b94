import { BoundedCache } from "../../platform/caches/bounded-cache.ts";

const keyOf = (marketplaceId: string, owner: string, active: boolean): string => `${marketplaceId}|${owner}|${active}`;

/**
 * Classes of products that are nowhere yet, one for all such products of an owner, as this process last saw them. A guess
 * that spares new products a second write: whoever makes use of it makes sure of it.
 */
export class NewProductClasses {
  readonly #classes = new BoundedCache<number>("new_product_classes", { maxBytes: 4_000_000, bytesOf: () => 8 });
  readonly caches = [this.#classes];

  get(marketplaceId: string, owner: string, active: boolean): number | undefined {
    return this.#classes.get(keyOf(marketplaceId, owner, active));
  }

  set(marketplaceId: string, owner: string, active: boolean, classId: number): void {
    this.#classes.set(keyOf(marketplaceId, owner, active), classId);
  }
}
