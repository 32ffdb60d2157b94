import { hash } from "node:crypto";
import {
  type Column,
  type ColumnValues,
  columnBytes,
  ExtendedBuilder,
  type ExtendedValues,
  keyOf,
  type Read,
  type SharedValues,
} from "./columns.ts";
import { compareBytes, type Postings, PostingsBuilder } from "./postings.ts";
import { atOnce, type Sliced } from "./slices.ts";
import { NumberedTexts, PackedTexts } from "./texts.ts";

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

/** Products of a segment at most: their numbers have sixteen bits. */
export const mostInSegment = 65_536;

/** Fields that a phrase may be equal to. */
export type TextField = "ID" | "Name" | "Description";

/** Fields that products are ordered by as they are here. */
export type OrderedField = "ID" | "Name" | "OwnerID";

/** Collects the products of a segment, which come in the order of lists. */
export class SegmentBuilder {
  readonly words = new PostingsBuilder();
  readonly stems = new PostingsBuilder();
  readonly ids = new NumberedTexts();
  readonly names = new PackedTexts();
  readonly foldedIds = new PackedTexts();
  readonly owners = new NumberedTexts();
  readonly ownerOf: Uint16Array;
  readonly classes: number[] = [];
  readonly #classNumbers = new Map<number, number>();
  readonly classOf: Uint16Array;
  readonly digests: Uint8Array;
  readonly descriptions: Uint8Array;
  readonly extended: ExtendedBuilder;

  /** @param most products that are added at most. */
  constructor(shared: SharedValues, most: number) {
    this.ownerOf = new Uint16Array(most);
    this.classOf = new Uint16Array(most);
    this.digests = new Uint8Array(most * digestBytes);
    this.descriptions = new Uint8Array(most * descriptionBytes);
    this.extended = new ExtendedBuilder(shared);
  }

  get size(): number {
    return this.ids.size;
  }

  /** @param product one that was not added yet; of `most` at most. */
  add(product: IndexedProduct): void {
    const at = this.ids.numberOf(product.id);
    this.names.add(product.foldedName);
    this.foldedIds.add(product.foldedId);
    this.ownerOf[at] = this.owners.numberOf(product.foldedOwner);
    let classNumber = this.#classNumbers.get(product.classId);
    if (classNumber === undefined) {
      classNumber = this.classes.push(product.classId) - 1;
      this.#classNumbers.set(product.classId, classNumber);
    }
    this.classOf[at] = classNumber;
    this.digests.set(digestOf(product), at * digestBytes);
    if (product.foldedDescription !== null)
      this.descriptions.set(textDigest(product.foldedDescription), at * descriptionBytes);
    this.words.add(at, product.words);
    this.stems.add(at, product.stems);
    this.extended.add(product.xp);
  }

  *building(): Sliced<Segment> {
    const words = yield* this.words.building();
    const stems = yield* this.stems.building();
    for (const texts of [this.ids, this.names, this.foldedIds, this.owners]) {
      texts.fit();
      yield;
    }
    return new Segment(this, words, stems, this.extended.built());
  }
}

const digestBytes = 16;
const descriptionBytes = 8;

/** What tells that a product is the same as before. Its words follow from its texts. */
const digestOf = ({
  classId,
  foldedOwner,
  foldedName,
  foldedId,
  foldedDescription,
  xp,
}: Omit<IndexedProduct, "words" | "stems">): Uint8Array =>
  hash("sha1", JSON.stringify([classId, foldedOwner, foldedName, foldedId, foldedDescription, xp]), "buffer").subarray(
    0,
    digestBytes,
  );

const textDigest = (text: string): Uint8Array => hash("sha1", text, "buffer").subarray(0, descriptionBytes);

/**
 * Products that are looked through together, in the order of lists. Nothing of it changes, but that products leave. Of texts it
 * holds what orders products, and of the others only so much that equal ones can be told.
 */
export class Segment {
  readonly size: number;
  readonly words: Postings;
  readonly stems: Postings;
  /** Number of products that have not left. */
  present: number;
  /** 1 for each product that has left. Never changes, but is replaced. */
  #left: Uint8Array;
  readonly #ids: NumberedTexts;
  readonly #names: PackedTexts;
  readonly #foldedIds: PackedTexts;
  readonly #owners: NumberedTexts;
  readonly #ownerOf: Uint16Array;
  /** Class of each product, by its place in `#classes`. */
  readonly #classOf: Uint16Array;
  readonly #classes: readonly number[];
  readonly #digests: Uint8Array;
  readonly #descriptions: Uint8Array;
  readonly #extended: ExtendedValues;
  readonly #columns = new Map<string, Column>();
  readonly #bytes: number;

  constructor(builder: SegmentBuilder, words: Postings, stems: Postings, extended: ExtendedValues) {
    const { size } = builder;
    this.size = size;
    this.present = size;
    this.words = words;
    this.stems = stems;
    this.#left = new Uint8Array(size);
    this.#ids = builder.ids;
    this.#names = builder.names;
    this.#foldedIds = builder.foldedIds;
    this.#owners = builder.owners;
    this.#ownerOf = builder.ownerOf.slice(0, size);
    this.#classOf = builder.classOf.slice(0, size);
    this.#classes = builder.classes;
    this.#digests = builder.digests.slice(0, size * digestBytes);
    this.#descriptions = builder.descriptions.slice(0, size * descriptionBytes);
    this.#extended = extended;
    this.#bytes =
      5 * size +
      this.#digests.byteLength +
      this.#descriptions.byteLength +
      [words, stems, this.#ids, this.#names, this.#foldedIds, this.#owners, extended].reduce(
        (sum, { bytes }) => sum + bytes,
        16 * this.#classes.length,
      );
  }

  /** @param products in the order of lists, each once, at most `mostInSegment`. */
  static *making(products: readonly IndexedProduct[], shared: SharedValues): Sliced<Segment> {
    const builder = new SegmentBuilder(shared, products.length);
    for (const [at, product] of products.entries()) {
      builder.add(product);
      if (at % eachTime === 0) yield;
    }
    return yield* builder.building();
  }

  /** Memory, from above, without what segments share. */
  get bytes(): number {
    let columns = 0;
    for (const column of this.#columns.values()) columns += columnBytes(column);
    return this.#bytes + columns;
  }

  /** Products are no longer what stands here. */
  drop(ids: Iterable<string>): void {
    let left: Uint8Array | undefined;
    for (const id of ids) {
      const at = this.#ids.find(id);
      if (at === undefined || (left ?? this.#left)[at] === 1) continue;
      // Whoever looks through the products sees those that were here when they began.
      left ??= this.#left.slice();
      left[at] = 1;
      this.present--;
    }
    this.#left = left ?? this.#left;
  }

  /** Number of a product that is here. */
  find(id: string): number | undefined {
    const at = this.#ids.find(id);
    return at === undefined || this.#left[at] === 1 ? undefined : at;
  }

  /** Class of a product that is here. */
  classOf(id: string): number | undefined {
    const at = this.find(id);
    return at === undefined ? undefined : this.#classes[this.#classOf[at]!];
  }

  /** Tells whether a product stands here as it is. */
  holds(product: IndexedProduct): boolean {
    const at = this.find(product.id);
    if (at === undefined) return false;
    const from = at * digestBytes;
    return digestOf(product).every((byte, index) => byte === this.#digests[from + index]);
  }

  idAt(at: number): string {
    return this.#ids.at(at);
  }

  /** IDs of the products of some classes that are still here. */
  *ids(classIds: ReadonlySet<number>): Generator<string> {
    for (const [at, flag] of this.within(classIds).entries()) if (flag === 1) yield this.#ids.at(at);
  }

  /** Order of a product of this segment and one of another by a text. */
  compare(field: OrderedField, at: number, other: Segment, otherAt: number): number {
    if (field === "ID") return this.#foldedIds.compare(at, other.#foldedIds, otherAt);
    if (field === "Name") return this.#names.compare(at, other.#names, otherAt);
    return this.#owners.compare(this.#ownerOf[at]!, other.#owners, other.#ownerOf[otherAt]!);
  }

  /** Order of lists: owner, name, ID. */
  compareInLists(at: number, other: Segment, otherAt: number): number {
    return (
      this.compare("OwnerID", at, other, otherAt) ||
      this.compare("Name", at, other, otherAt) ||
      this.compare("ID", at, other, otherAt)
    );
  }

  /** Writes a mark to those of the flagged products of which a field is, folded, no more and no less than a text. */
  markEqual(field: TextField, text: string, among: Uint8Array, marks: Uint8Array, mark: number): void {
    if (field === "Description") this.#markDescribed(text, among, marks, mark);
    else (field === "Name" ? this.#names : this.#foldedIds).markEqual(text, among, marks, mark);
  }

  #markDescribed(text: string, among: Uint8Array, marks: Uint8Array, mark: number): void {
    const wanted = textDigest(text);
    for (let at = 0; at < among.length; at++) {
      const from = at * descriptionBytes;
      if (among[at] === 0 || this.#descriptions[from] !== wanted[0]) continue;
      if (wanted.every((byte, index) => this.#descriptions[from + index] === byte)) marks[at] = mark;
    }
  }

  /** 1 for each product that has left by now. */
  get left(): Uint8Array {
    return this.#left;
  }

  /** 1 for each product of these classes that had not left. @param left as it was then. */
  within(classIds: ReadonlySet<number> | undefined, left: Uint8Array = this.#left): Uint8Array {
    const { size } = this;
    const flags = new Uint8Array(size);
    const wanted = Uint8Array.from(this.#classes, (id) => (classIds === undefined || classIds.has(id) ? 1 : 0));
    const classOf = this.#classOf;
    for (let at = 0; at < size; at++) flags[at] = wanted[classOf[at]!]! & (left[at]! ^ 1);
    return flags;
  }

  /** Tells of products whether they are of these classes and had not left. @param left as it was then. */
  seeing(classIds: ReadonlySet<number> | undefined, left: Uint8Array): (at: number) => boolean {
    const classOf = this.#classOf;
    const classes = this.#classes;
    return (at) => left[at] === 0 && (classIds === undefined || classIds.has(classes[classOf[at]!]!));
  }

  /** Tells whether the column of a path is held. */
  hasColumn(of: ColumnValues): boolean {
    return this.#columns.get(keyOf(of.read))?.of === of;
  }

  /** The column of a path; one that is not held yet is read. */
  column(of: ColumnValues): Column {
    atOnce(this.reading(of));
    return this.#columns.get(keyOf(of.read))!;
  }

  /** Reads the column of a path, if it is not held yet. */
  *reading(of: ColumnValues): Sliced<void> {
    if (!this.hasColumn(of)) this.#columns.set(keyOf(of.read), yield* this.#extended.reading(of));
  }

  /** Lets go of the column of a path. */
  forget(read: Read): void {
    this.#columns.delete(keyOf(read));
  }
}

/** Products between two breaks. */
const eachTime = 64;

/** Order of lists of products: owner, name, ID. */
export const byOrder = (a: IndexedProduct, b: IndexedProduct): number =>
  compareBytes(a.foldedOwner, b.foldedOwner) ||
  compareBytes(a.foldedName, b.foldedName) ||
  compareBytes(a.foldedId, b.foldedId);
