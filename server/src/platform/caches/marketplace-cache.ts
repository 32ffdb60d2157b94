import type { InvalidatedCache } from "../cache-invalidation.ts";
import { BoundedCache } from "./bounded-cache.ts";

/** How something is held by marketplace. */
export interface MarketplaceCacheOptions<Value> {
  /** Name in metrics. */
  readonly name: string;
  /** The channel on which processes tell each other that what it was read from changed. */
  readonly channel: string;
  readonly maxBytes: number;
  /** Bytes that a value takes. */
  bytesOf(value: Value): number;
  /** Reads it for a marketplace. */
  read(marketplaceId: string): Promise<Value>;
}

/** Bytes of what is being read. */
const readingBytes = 400;

/**
 * Something of each marketplace that requests look into: read once, with the first request that asks, and kept until a
 * process announces that it changed. Asking for what is there costs a look into a map.
 */
export class MarketplaceCache<Value extends object> implements InvalidatedCache {
  readonly channel: string;
  listening = true;
  readonly #read: (marketplaceId: string) => Promise<Value>;
  readonly #values: BoundedCache<Value | Promise<Value>>;

  constructor({ name, channel, maxBytes, bytesOf, read }: MarketplaceCacheOptions<Value>) {
    this.channel = channel;
    this.#read = read;
    this.#values = new BoundedCache(name, {
      maxBytes,
      bytesOf: (value) => (value instanceof Promise ? readingBytes : bytesOf(value)),
    });
  }

  /** What metrics show. */
  get caches() {
    return [this.#values];
  }

  /** @returns at once what is known. */
  get(marketplaceId: string): Value | Promise<Value> {
    return this.#values.get(marketplaceId) ?? this.#reading(marketplaceId);
  }

  /** What is known, for those who cannot wait: what is not is read for the next who asks. */
  known(marketplaceId: string): Value | undefined {
    const held = this.#values.get(marketplaceId);
    if (held === undefined && this.listening) void this.#reading(marketplaceId);
    return held instanceof Promise ? undefined : held;
  }

  /** Kept from the start of the reading on: an announcement in between then drops what it may have missed. */
  #reading(marketplaceId: string): Promise<Value> {
    const reading = this.#read(marketplaceId);
    if (!this.listening) return reading;
    this.#values.set(marketplaceId, reading);
    const settle = (value?: Value): void => {
      if (this.#values.get(marketplaceId) !== reading) return;
      if (value === undefined) this.#values.delete(marketplaceId);
      else this.#values.set(marketplaceId, value);
    };
    reading.then(settle, () => settle());
    return reading;
  }

  forget(marketplaceId: string): void {
    this.#values.delete(marketplaceId);
  }

  forgetAll(): void {
    this.#values.clear();
  }
}
