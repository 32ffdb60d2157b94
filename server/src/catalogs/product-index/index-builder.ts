import type { Sliced } from "../../platform/slices.ts";
import { bytesOfShared, sharedValues } from "./columns.ts";
import type { IndexedProduct } from "./indexed-product.ts";
import { type ChangePosition, type IndexState, ProductIndex } from "./product-index.ts";
import type { Segment } from "./segment.ts";
import { makingSegment, SegmentBuilder } from "./segment-builder.ts";
import type { SegmentSizes } from "./segment-sizes.ts";

/** Collects the products of a marketplace, which come in the order of lists. */
export class IndexBuilder {
  readonly #sizes: SegmentSizes;
  readonly #shared = sharedValues();
  readonly #built: Segment[] = [];
  #next: SegmentBuilder;

  constructor(sizes: SegmentSizes) {
    this.#sizes = sizes;
    this.#next = new SegmentBuilder(this.#shared, sizes.most);
  }

  /** Memory so far, without that of what is not finished. */
  get bytes(): number {
    return this.#built.reduce((sum, { bytes }) => sum + bytes, bytesOfShared(this.#shared));
  }

  /** Takes in products, each once. */
  *adding(products: readonly IndexedProduct[]): Sliced<void> {
    for (const product of products) {
      this.#next.add(product);
      if (this.#next.size === this.#sizes.most) {
        this.#built.push(yield* this.#next.building());
        this.#next = new SegmentBuilder(this.#shared, this.#sizes.most);
      } else yield;
    }
  }

  *building(state: IndexState, position: ChangePosition): Sliced<ProductIndex> {
    const base = [...this.#built, yield* this.#next.building()];
    const delta = yield* makingSegment([], this.#shared);
    const none = new Map<string, IndexedProduct>();
    const changes = { grown: delta, delta, changed: none, recent: none, changes: 0 };
    return new ProductIndex({ base, ...changes, shared: this.#shared, columns: [], state, position }, this.#sizes);
  }
}
