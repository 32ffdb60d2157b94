import { comparedUnder, countedAt, parseExtended } from "./extended-values.ts";
import { type Postings, PostingsBuilder } from "./postings.ts";
import { atOnce, type Sliced } from "./slices.ts";

/** A product as the index reads it; texts are folded, `words`, `stems` and `xp` as PostgreSQL writes them. */
export interface IndexedProduct {
  readonly id: string;
  readonly classId: number;
  readonly foldedOwner: string;
  readonly foldedName: string;
  readonly foldedId: string;
  readonly foldedDescription: string | null;
  readonly words: string;
  readonly stems: string;
  readonly xp: string | null;
}

/** Values of products at one path: those of a product are `values` from its start to that of the next. */
export interface Column {
  readonly ordinals: ReadonlyMap<string, number>;
  /** The values by ordinal. */
  readonly texts: readonly string[];
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

/** Ways of reading a path: as facets count, or as filters compare. */
export type Reading = "counted" | "compared";

/** A path to be read in one of these ways. */
export interface Read {
  readonly reading: Reading;
  readonly keys: readonly string[];
}

const keyOf = ({ reading, keys }: Read): string => `${reading}\0${keys.join("\0")}`;

/** Columns that a segment holds. */
const mostColumns = 64;

/** Products that are looked through together, in the order of lists. Nothing of it changes, but that products leave. */
export class Segment {
  readonly size: number;
  readonly products: readonly IndexedProduct[];
  readonly words: Postings;
  readonly stems: Postings;
  /** Number of products that have not left. */
  present: number;
  /** 1 for each product that has left. */
  readonly left: Uint8Array;
  readonly #places: ReadonlyMap<string, number>;
  /** Class of each product, by its place in `#classes`. */
  readonly #classOf: Uint32Array;
  readonly #classes: readonly number[];
  readonly #columns = new Map<string, Column>();
  readonly #bytes: number;

  private constructor(
    products: readonly IndexedProduct[],
    words: Postings,
    stems: Postings,
    places: ReadonlyMap<string, number>,
    classOf: Uint32Array,
    classes: readonly number[],
  ) {
    this.size = products.length;
    this.present = products.length;
    this.products = products;
    this.words = words;
    this.stems = stems;
    this.left = new Uint8Array(this.size);
    this.#places = places;
    this.#classOf = classOf;
    this.#classes = classes;
    this.#bytes = products.reduce((sum, product) => sum + bytesOf(product), words.bytes + stems.bytes);
  }

  /** @param products in the order of lists. */
  static *making(products: readonly IndexedProduct[]): Sliced<Segment> {
    const words = new PostingsBuilder();
    const stems = new PostingsBuilder();
    const places = new Map<string, number>();
    const classes = new Map<number, number>();
    const classOf = new Uint32Array(products.length);
    const kept: IndexedProduct[] = [];
    for (const [at, product] of products.entries()) {
      words.add(at, product.words);
      stems.add(at, product.stems);
      places.set(product.id, at);
      classOf[at] = ordinalOf(classes, product.classId);
      // Taken apart into postings.
      kept.push({ ...product, words: "", stems: "" });
      if (at % eachTime === 0) yield;
    }
    const [byWord, byStem] = [yield* words.building(), yield* stems.building()];
    return new Segment(kept, byWord, byStem, places, classOf, [...classes.keys()]);
  }

  /** Memory, from above. */
  get bytes(): number {
    let columns = 0;
    for (const { ordinals, starts, values } of this.#columns.values())
      columns += 4 * (starts.length + values.length) + 120 * ordinals.size;
    return this.#bytes + columns;
  }

  /** A product is no longer what stands here. */
  drop(id: string): void {
    const at = this.#places.get(id);
    if (at === undefined || this.left[at] === 1) return;
    this.left[at] = 1;
    this.present--;
  }

  has(id: string): boolean {
    const at = this.#places.get(id);
    return at !== undefined && this.left[at] === 0;
  }

  /** Tells whether a product stands here as it is. Its words follow from its texts. */
  holds(product: IndexedProduct): boolean {
    const at = this.#places.get(product.id);
    if (at === undefined || this.left[at] === 1) return false;
    const held = this.products[at]!;
    return compared.every((name) => held[name] === product[name]);
  }

  /** IDs of the products that are still here. */
  get ids(): readonly string[] {
    return this.products.filter((_, at) => this.left[at] === 0).map(({ id }) => id);
  }

  /** 1 for each product of these classes that is still here. */
  within(classIds: ReadonlySet<number> | undefined): Uint8Array {
    const flags = new Uint8Array(this.size);
    const wanted = Uint8Array.from(this.#classes, (id) => (classIds === undefined || classIds.has(id) ? 1 : 0));
    for (let at = 0; at < this.size; at++) flags[at] = this.left[at] === 0 ? wanted[this.#classOf[at]!]! : 0;
    return flags;
  }

  /** Which of the paths have no column yet. */
  missing(reads: readonly Read[]): readonly Read[] {
    return reads.filter((read) => !this.#columns.has(keyOf(read)));
  }

  /** The columns of some paths; what is not held yet is read. */
  columns(reads: readonly Read[]): readonly Column[] {
    atOnce(this.reading(reads));
    const found = reads.map((read) => this.#columns.get(keyOf(read))!);
    for (const [index, read] of reads.entries()) {
      // What was asked for last goes last.
      this.#columns.delete(keyOf(read));
      this.#columns.set(keyOf(read), found[index]!);
    }
    for (const key of this.#columns.keys()) if (this.#columns.size > mostColumns) this.#columns.delete(key);
    return found;
  }

  /** Reads the columns of some paths that are not held yet, in one pass. */
  *reading(asked: readonly Read[]): Sliced<void> {
    const reads = this.missing(asked);
    if (reads.length === 0) return;
    const made = reads.map(() => ({
      ordinals: new Map<string, number>(),
      starts: new Int32Array(this.size + 1),
      values: [] as number[],
    }));
    for (const [at, { xp }] of this.products.entries()) {
      const root = xp === null ? null : parseExtended(xp);
      for (const [index, { reading, keys }] of reads.entries()) {
        const { ordinals, starts, values } = made[index]!;
        const read = root === null ? [] : reading === "counted" ? countedAt(root, keys) : comparedUnder(root, keys);
        for (const value of read) values.push(ordinalOf(ordinals, value));
        starts[at + 1] = values.length;
      }
      if (at % eachTime === 0) yield;
    }
    for (const [index, { ordinals, starts, values }] of made.entries()) {
      const texts = [...ordinals.keys()];
      this.#columns.set(keyOf(reads[index]!), { ordinals, texts, starts, values: Int32Array.from(values) });
    }
  }
}

/** Products between two breaks. */
const eachTime = 64;

/** Number of a value among those met so far. */
function ordinalOf<Value>(ordinals: Map<Value, number>, value: Value): number {
  const known = ordinals.get(value);
  if (known !== undefined) return known;
  ordinals.set(value, ordinals.size);
  return ordinals.size - 1;
}

const compared = ["classId", "foldedOwner", "foldedName", "foldedId", "foldedDescription", "xp"] as const;

/** Memory of what is kept of a product as it came: texts, and the object around them. */
const bytesOf = ({ id, foldedOwner, foldedName, foldedId, foldedDescription, xp }: IndexedProduct): number =>
  400 +
  2 * (2 * id.length + foldedOwner.length + foldedName.length + foldedId.length) +
  2 * ((foldedDescription?.length ?? 0) + (xp?.length ?? 0));
