import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { VisibleProducts } from "../visibility/visible-products.ts";
import type { Shopper } from "./purchasable.ts";
import { readShopper, type ShopperNow } from "./shopper.store.ts";
import type { VisibilityCache } from "./visibility-cache.ts";

/** A shopper and what they see. */
export interface ShopperView {
  readonly shopper: Shopper;
  readonly visible: VisibleProducts;
}

/** As of a stamp of the shopper's: it holds as long as the database still gives the same. */
export interface StampedView extends ShopperView {
  readonly stamp: string;
}

const keyOf = (marketplaceId: string, userKey: number): string => `${marketplaceId}\0${userKey}`;

/** Shoppers as this process last read them, with what they see. */
export class ShopperViews {
  readonly #visibility: VisibilityCache;
  readonly #shoppers = new BoundedCache<ShopperNow>("shoppers", {
    maxBytes: 16_000_000,
    // The stamp, and what it says as an object.
    bytesOf: ({ stamp, shopper }) => 300 + 2 * textBytes(stamp) + 16 * shopper.groupKeys.length,
  });
  readonly caches = [this.#shoppers];

  constructor(visibility: VisibilityCache) {
    this.#visibility = visibility;
  }

  /** The view this process knew last; undefined when it does not know shopper and visibility as of one version. */
  last(marketplaceId: string, userKey: number): StampedView | undefined {
    const last = this.#shoppers.get(keyOf(marketplaceId, userKey));
    const visible = last && this.#visibility.cached(marketplaceId, last.shopper);
    if (last === undefined || visible?.version !== last.version) return undefined;
    return { shopper: last.shopper, visible, stamp: last.stamp };
  }

  /**
   * The view as the transaction sees it: of one moment where it is a read, else of its stamp only if that is still the same
   * afterwards.
   *
   * @throws ApiError NotFound (User) for a user who is gone or is no buyer's.
   */
  async read(db: TenantDb, userKey: number): Promise<StampedView> {
    const now = await readShopper(db, userKey);
    if (now === undefined) throw notFound("User", "");
    const { shopper, version, stamp } = now;
    const known = this.#visibility.cached(db.marketplaceId, shopper);
    const visible = known?.version === version ? known : await this.#visibility.load(db, shopper);
    this.#shoppers.set(keyOf(db.marketplaceId, userKey), now);
    return { shopper, visible, stamp };
  }
}
