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
  /**
   * Keys are of things that there are, such as rows, not of whatever callers ask: all of the memory is for what was asked
   * for last.
   */
  readonly ofThings?: true;
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

/** Share of the memory for what was not asked for again yet. */
const unprovenShare = 1 / 8;

/**
 * Values that a process holds because reading them again would take longer, up to an amount of memory. What was not asked
 * for the longest makes room; a value too big for all of it is not held.
 *
 * Most of the memory is for what was asked for again: however many questions come once, they drive out each other alone, and
 * take little.
 */
export class BoundedCache<Value extends {}> implements OwnedCache {
  readonly name: string;
  readonly #proven: LRUCache<string, Value>;
  readonly #unproven: LRUCache<string, Value>;
  readonly #bytesOf: (value: Value) => number;
  #moving = false;
  #hits = 0;
  #misses = 0;

  /** @param name in metrics, in snake case. */
  constructor(name: string, { maxBytes, bytesOf, ofThings, onDrop }: Bounds<Value>) {
    this.name = name;
    this.#bytesOf = bytesOf;
    const dispose = (value: Value, key: string): void => {
      if (!this.#moving) onDrop?.(key, value);
    };
    // Of things all is proven: nothing is as small as what is left for the rest.
    const unproven = ofThings ? 1 : Math.floor(maxBytes * unprovenShare);
    this.#unproven = new LRUCache<string, Value>({ maxSize: unproven, dispose });
    this.#proven = new LRUCache<string, Value>({ maxSize: maxBytes - unproven, dispose });
  }

  get(key: string): Value | undefined {
    const value = this.#proven.get(key) ?? this.#prove(key);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  /**
   * As `get`, but without a say in what makes room: for owners that ask all the time, and by `touch` now and then.
   */
  peek(key: string): Value | undefined {
    const value = this.#proven.peek(key) ?? this.#unproven.peek(key);
    this.tell(value !== undefined);
    return value;
  }

  /** Counts a look of an owner that finds its values by itself. */
  tell(found: boolean): void {
    if (found) this.#hits++;
    else this.#misses++;
  }

  /** Has a value make room as late as if it had been asked for now. */
  touch(key: string): void {
    if (this.#proven.get(key) === undefined) this.#prove(key);
  }

  #prove(key: string): Value | undefined {
    const value = this.#unproven.get(key);
    if (value === undefined) return undefined;
    this.#moving = true;
    this.#unproven.delete(key);
    this.#moving = false;
    this.#proven.set(key, value, { size: this.#sizeOf(key, value) });
    return value;
  }

  /** Holds a value; one that is held already counts as what it takes by now. */
  set(key: string, value: Value): void {
    const size = this.#sizeOf(key, value);
    const isProven = this.#proven.has(key);
    const cache = isProven ? this.#proven : this.#unproven;
    // The library keeps the size that a value had when it was first set.
    if (cache.peek(key) === value) {
      this.#moving = size <= this.#proven.maxSize;
      cache.delete(key);
      this.#moving = false;
    }
    if (!isProven && size <= this.#unproven.maxSize) this.#unproven.set(key, value, { size });
    else {
      this.#unproven.delete(key);
      this.#proven.set(key, value, { size });
    }
  }

  #sizeOf(key: string, value: Value): number {
    return entryBytes + textBytes(key) + Math.ceil(this.#bytesOf(value));
  }

  /** Tells whether a value is held, which counts as no question for it. */
  has(key: string): boolean {
    return this.#proven.has(key) || this.#unproven.has(key);
  }

  delete(key: string): void {
    this.#proven.delete(key);
    this.#unproven.delete(key);
  }

  clear(): void {
    this.#proven.clear();
    this.#unproven.clear();
  }

  get entries(): number {
    return this.#proven.size + this.#unproven.size;
  }

  get bytes(): number {
    return this.#proven.calculatedSize + this.#unproven.calculatedSize;
  }

  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }
}
