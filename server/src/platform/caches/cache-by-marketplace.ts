import { BoundedCache, type Bounds } from "./bounded-cache.ts";

interface Owned {
  readonly marketplaceId: string;
}

/** Values that are each of one marketplace, and that a change there drops together. */
export class CacheByMarketplace<Value extends Owned> extends BoundedCache<Value> {
  readonly #keys: Map<string, Set<string>>;

  /** @param name in metrics, in snake case. */
  constructor(name: string, bounds: Omit<Bounds<Value>, "onDrop">) {
    const keys = new Map<string, Set<string>>();
    super(name, {
      ...bounds,
      onDrop(key, { marketplaceId }) {
        const own = keys.get(marketplaceId);
        own?.delete(key);
        if (own?.size === 0) keys.delete(marketplaceId);
      },
    });
    this.#keys = keys;
  }

  override set(key: string, value: Value): void {
    super.set(key, value);
    // What is too big is not held.
    if (!this.has(key)) return;
    const own = this.#keys.get(value.marketplaceId);
    if (own === undefined) this.#keys.set(value.marketplaceId, new Set([key]));
    else own.add(key);
  }

  /** Drops all of a marketplace. */
  forget(marketplaceId: string): void {
    for (const key of this.#keys.get(marketplaceId) ?? []) this.delete(key);
  }
}
