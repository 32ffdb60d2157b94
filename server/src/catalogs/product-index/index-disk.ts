import { setTimeout } from "node:timers/promises";
import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import { inSlices } from "../../platform/slices.ts";
import type { KeptIndexes } from "./kept-indexes.ts";
import { packedIndex, unpackedIndex } from "./packed-index.ts";
import { ProductIndex } from "./product-index.ts";
import type { SegmentSizes } from "./segment-sizes.ts";

/** Share of the products after whose changes an index is written again. */
const keptShare = 0.002;
/** Time until an index is read again, as a multiple of what it took, and where there was none, in milliseconds at least. */
const rest = { factor: 20, otherwise: 60_000 };
/** How long others wait for one that takes long to be brought up, in milliseconds. */
const patienceMs = 2_000;

/** An index that is being read. */
interface Reading {
  readonly index: Promise<ProductIndex | undefined>;
  /** True once the marketplace is no more. */
  isGone: boolean;
}

/** When indexes are read from the disk and written there. */
export class IndexDisk {
  readonly #kept: KeptIndexes;
  readonly #sizes: SegmentSizes;
  readonly #mostBytes: number;
  readonly #reading = new Map<string, Reading>();
  /** When the index of a marketplace may be read again. */
  readonly #resting = new BoundedCache<number>("product_indexes_read", { maxBytes: 1_000_000, bytesOf: () => 8 });
  /** The changes that were written with an index, and when that may be done again. */
  readonly #written = new WeakMap<ProductIndex, { readonly changes: number; readonly again: number }>();
  #readTurn: Promise<unknown> = Promise.resolve();
  #writeTurn: Promise<unknown> = Promise.resolve();

  /** @param mostBytes that an index may take. */
  constructor(kept: KeptIndexes, sizes: SegmentSizes, mostBytes: number) {
    this.#kept = kept;
    this.#sizes = sizes;
    this.#mostBytes = mostBytes;
  }

  /**
   * The index of a marketplace as it is now; undefined where none is kept, or it was read or looked for just now. One after the
   * other, since each may take as much memory as all that are held.
   *
   * @param bringUp takes in what has changed since it was written. False where that cannot be told: then the file goes.
   */
  read(marketplaceId: string, bringUp: (index: ProductIndex) => Promise<boolean>): Promise<ProductIndex | undefined> {
    const known = this.#reading.get(marketplaceId);
    if (known !== undefined) return known.index;
    if (performance.now() < (this.#resting.get(marketplaceId) ?? 0)) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<ProductIndex | undefined>();
    const reading: Reading = { index: promise, isGone: false };
    this.#reading.set(marketplaceId, reading);
    this.#readTurn = this.#readTurn.then(async () => {
      const began = performance.now();
      const work = this.#broughtUp(marketplaceId, bringUp)
        .catch(() => undefined)
        .then((index) => {
          const found = reading.isGone ? undefined : index;
          const now = performance.now();
          const pause = rest.factor * (now - began);
          this.#resting.set(marketplaceId, now + (found === undefined ? Math.max(rest.otherwise, pause) : pause));
          this.#reading.delete(marketplaceId);
          resolve(found);
        });
      await Promise.race([work, setTimeout(patienceMs, undefined, { ref: false })]);
    });
    return promise;
  }

  async #broughtUp(
    marketplaceId: string,
    bringUp: (index: ProductIndex) => Promise<boolean>,
  ): Promise<ProductIndex | undefined> {
    const packed = await this.#kept.read(marketplaceId, this.#mostBytes);
    if (packed === undefined) return undefined;
    const index = new ProductIndex(await inSlices(unpackedIndex(packed)), this.#sizes);
    this.#note(index);
    if ((await bringUp(index)) && index.size > 0) return index;
    await this.#kept.remove(marketplaceId);
    return undefined;
  }

  /**
   * Writes an index, if it is large and not what is there already. Others have their turn meanwhile, and may change it.
   *
   * @param isHeld tells whether it is of use still.
   */
  write(marketplaceId: string, index: ProductIndex, isHeld: () => boolean): void {
    if (index.size < this.#sizes.kept) return;
    const written = this.#written.get(index);
    if (written !== undefined) {
      if (index.changes - written.changes < Math.max(this.#sizes.keptChanges, keptShare * index.size)) return;
      if (performance.now() < written.again) return;
    }
    this.#note(index);
    const write = async (): Promise<void> => {
      await index.readFacets();
      if (!isHeld()) return;
      this.#note(index);
      const packed = await inSlices(packedIndex(index.content));
      // The marketplace may be no more by now.
      if (isHeld()) await this.#kept.write(marketplaceId, packed);
    };
    this.#writeTurn = this.#writeTurn.then(write).catch(() => {});
  }

  #note(index: ProductIndex): void {
    this.#written.set(index, { changes: index.changes, again: performance.now() + this.#sizes.keptMs });
  }

  /** Deletes what is kept of a marketplace. */
  remove(marketplaceId: string): Promise<void> {
    return this.#kept.remove(marketplaceId);
  }

  /** The same of one that is no more: what is being read of it is of no use either. */
  async forget(marketplaceId: string): Promise<void> {
    const reading = this.#reading.get(marketplaceId);
    if (reading !== undefined) reading.isGone = true;
    await this.#kept.remove(marketplaceId);
  }

  /** Marketplaces of which something is kept, those that were used last first, until this is closed. */
  async *marketplaces(): AsyncGenerator<string> {
    for await (const marketplaceId of this.#kept.marketplaces()) {
      if (this.#kept.isClosed) return;
      yield marketplaceId;
    }
  }

  /** Waits for what is being read or written. */
  async settled(): Promise<void> {
    await Promise.all([this.#readTurn, this.#writeTurn]);
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#kept.close();
    await this.settled();
  }
}
