import { LRUCache } from "lru-cache";

/** Bytes of an entry beside its key and value: places in maps and lists, and the object around the value. */
const entryBytes = 160;

/** Memory of a text at most: half as much when all of its characters are Latin-1. */
export const textBytes = (text: string): number => 2 * text.length;

/** Limits of a `BoundedCache`. */
export interface Bounds<Value> {
  /** Memory of all entries together, keys included, as far as it can be told. */
  readonly maxBytes: number;
  /** Memory of a value, without its key. */
  bytesOf(value: Value): number;
  /** Told of each value that leaves, for whatever reason. */
  onDrop?(key: string, value: Value): void;
}

/** Numbers that metrics show of a cache. */
export interface CacheFigures {
  /** Names the cache in metrics. */
  readonly name: string;
  readonly entries: number;
  /** Memory of keys and values, estimated from above. */
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
}

/** A cache as its owner's owner knows it: shown by metrics, and emptied in the end. */
export interface OwnedCache extends CacheFigures {
  clear(): void;
}

/**
 * Values that a process holds because reading them again would take longer, up to an amount of memory. What was not asked
 * for the longest makes room; a value too big for all of it is not held.
 */
export class BoundedCache<Value extends {}> implements OwnedCache {
  readonly name: string;
  readonly #entries: LRUCache<string, Value>;
  #hits = 0;
  #misses = 0;

  /** @param name in metrics, in snake case. */
  constructor(name: string, { maxBytes, bytesOf, onDrop }: Bounds<Value>) {
    this.name = name;
    this.#entries = new LRUCache<string, Value>({
      maxSize: maxBytes,
      sizeCalculation: (value, key) => entryBytes + textBytes(key) + Math.ceil(bytesOf(value)),
      ...(onDrop && { dispose: (value, key) => onDrop(key, value) }),
    });
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.set(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  get entries(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }
}
