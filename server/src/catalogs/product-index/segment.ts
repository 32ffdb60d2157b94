import { comparedUnder, countedAt, parseExtended } from "./extended-values.ts";
import { type Postings, PostingsBuilder } from "./postings.ts";

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

  /** @param products in the order of lists. */
  constructor(products: readonly IndexedProduct[]) {
    this.size = products.length;
    this.present = products.length;
    const words = new PostingsBuilder();
    const stems = new PostingsBuilder();
    const places = new Map<string, number>();
    const classes = new Map<number, number>();
    this.#classOf = new Uint32Array(this.size);
    let bytes = 0;
    this.products = products.map((product, at) => {
      words.add(at, product.words);
      stems.add(at, product.stems);
      places.set(product.id, at);
      this.#classOf[at] = ordinalOf(classes, product.classId);
      bytes += bytesOf(product);
      // Taken apart into postings.
      return { ...product, words: "", stems: "" };
    });
    this.words = words.build();
    this.stems = stems.build();
    this.left = new Uint8Array(this.size);
    this.#places = places;
    this.#classes = [...classes.keys()];
    this.#bytes = bytes + this.words.bytes + this.stems.bytes;
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

  /** The columns of some paths; what is not held yet is read in one pass. */
  columns(reads: readonly Read[]): readonly Column[] {
    const missing = reads.filter((read) => !this.#columns.has(keyOf(read)));
    const made = missing.length === 0 ? [] : this.#read(missing);
    const found = reads.map((read) => this.#columns.get(keyOf(read)) ?? made[missing.indexOf(read)]!);
    for (const [index, read] of reads.entries()) {
      // What was asked for last goes last.
      this.#columns.delete(keyOf(read));
      this.#columns.set(keyOf(read), found[index]!);
    }
    for (const key of this.#columns.keys()) if (this.#columns.size > mostColumns) this.#columns.delete(key);
    return found;
  }

  #read(reads: readonly Read[]): readonly Column[] {
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
    }
    return made.map(({ ordinals, starts, values }) => ({
      ordinals,
      texts: [...ordinals.keys()],
      starts,
      values: Int32Array.from(values),
    }));
  }
}

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
