import type { Unpacked } from "../../platform/packed-file.ts";
import { atOnce, type Sliced } from "../../platform/slices.ts";
import {
  type Column,
  type ColumnParts,
  type ColumnValues,
  columnBytes,
  columnParts,
  type ExtendedParts,
  ExtendedValues,
  keyOf,
  type Read,
} from "./columns.ts";
import { descriptionBytes, digestBytes, digestOf, type IndexedProduct, textDigest } from "./indexed-product.ts";
import { sorting, sortingRuns } from "./numbers.ts";
import { type StemPostings, type StemPostingsParts, WordPostings, type WordPostingsParts } from "./postings.ts";
import { everyPlace } from "./scratch.ts";
import { NumberedTexts, type NumberedTextsParts, PackedTexts, RecentTexts, type TextsParts } from "./texts.ts";
import type { MadeOfColumns } from "./value-postings.ts";

/** Fields that a phrase may be equal to. */
export type TextField = "ID" | "Name" | "Description";

/** Fields that products are ordered by as they are here. */
export type OrderedField = "ID" | "Name" | "OwnerID";

/** The beginning of a digest as a number. */
const headOf = (digests: Uint8Array, at: number): number => digests[at]! | (digests[at + 1]! << 8);

/** The digest of a text that was looked for last: it is looked for in one segment after the other. */
let soughtLast: { readonly text: string; readonly digest: Uint8Array } | undefined;

function soughtDigest(text: string): Uint8Array {
  if (soughtLast?.text !== text) soughtLast = { text, digest: textDigest(text) };
  return soughtLast.digest;
}

/** What a segment consists of. */
interface SegmentContent {
  /** 1 for each product that has left. */
  readonly left: Uint8Array;
  readonly words: WordPostings;
  readonly stems: StemPostings;
  readonly ids: NumberedTexts;
  readonly names: PackedTexts;
  /** Absent where they are the IDs. */
  readonly foldedIds: PackedTexts | undefined;
  readonly owners: NumberedTexts;
  readonly ownerOf: Uint16Array;
  /** Class of each product, by its place in `classes`. */
  readonly classOf: Uint16Array;
  readonly classes: Uint32Array;
  readonly digests: Uint8Array;
  readonly descriptions: Uint8Array;
  readonly extended: ExtendedValues;
}

/** A segment as a file keeps it, with some of its columns. */
export type SegmentParts = {
  readonly left: Uint8Array;
  readonly words: WordPostingsParts;
  readonly stems: StemPostingsParts;
  readonly ids: NumberedTextsParts;
  readonly names: TextsParts;
  readonly foldedIds: TextsParts | null;
  readonly owners: NumberedTextsParts;
  readonly ownerOf: Uint16Array;
  readonly classOf: Uint16Array;
  readonly classes: Uint32Array;
  readonly digests: Uint8Array;
  readonly descriptions: Uint8Array;
  readonly extended: ExtendedParts;
  readonly columns: readonly ColumnParts[];
};

/** Classes of a segment that somebody asks for. */
interface Wanted {
  /** 1 for each of them, by its number there. */
  readonly wanted: Uint8Array;
  /** Whether they are all there are. */
  readonly all: boolean;
}

/**
 * Products that are looked through together, in the order of lists. Nothing of it changes, but that products leave. Of texts it
 * holds what orders products, and of the others only so much that equal ones can be told.
 */
export class Segment {
  readonly size: number;
  readonly words: WordPostings;
  readonly stems: StemPostings;
  /** Number of products that have not left. */
  present: number;
  /** 1 for each product that has left. Never changes, but is replaced. */
  #left: Uint8Array;
  /** Numbers of those that have left since this was made or read, in that order. */
  readonly #gone: number[] = [];
  readonly #ids: NumberedTexts;
  /** IDs as answers name them. */
  readonly #named: RecentTexts;
  readonly #names: PackedTexts;
  readonly #foldedIds: PackedTexts;
  readonly #owners: NumberedTexts;
  readonly #ownerOf: Uint16Array;
  /** Class of each product, by its place in `#classes`. */
  readonly #classOf: Uint16Array;
  readonly #classes: Uint32Array;
  readonly #digests: Uint8Array;
  readonly #descriptions: Uint8Array;
  #heads: Uint16Array | undefined;
  readonly #extended: ExtendedValues;
  readonly #columns = new Map<string, Column>();
  readonly #ranks = new Map<OrderedField, Uint16Array>();
  /** For as long as whoever asks holds the set: sets of many classes are asked for again and again. */
  readonly #wantedOf = new WeakMap<ReadonlySet<number>, Wanted>();
  #everyClass: Wanted | undefined;
  /** Places of such classes among those that have products here, where these are few. */
  readonly #askedOf = new WeakMap<ReadonlySet<number>, readonly number[] | "many">();
  /** Classes as a column. */
  readonly #byClass: { readonly single: Uint16Array };
  readonly #bytes: number;

  constructor(content: SegmentContent) {
    const { left, words, stems, ids, names, foldedIds, owners, extended } = content;
    const size = left.length;
    this.size = size;
    this.present = left.reduce((present, flag) => present - flag, size);
    this.words = words;
    this.stems = stems;
    this.#left = left;
    this.#ids = ids;
    this.#named = new RecentTexts(ids);
    this.#names = names;
    this.#foldedIds = foldedIds ?? ids;
    this.#owners = owners;
    this.#ownerOf = content.ownerOf;
    this.#classOf = content.classOf;
    this.#classes = content.classes;
    this.#byClass = { single: content.classOf };
    this.#digests = content.digests;
    this.#descriptions = content.descriptions;
    this.#extended = extended;
    this.#bytes =
      5 * size +
      this.#digests.byteLength +
      this.#descriptions.byteLength +
      [words, stems, ids, names, foldedIds, owners, extended].reduce(
        (sum, part) => sum + (part?.bytes ?? 0),
        this.#classes.byteLength,
      );
  }

  /** @param columns that are among the parts, in that order. */
  static from(parts: Unpacked<SegmentParts>, columns: readonly ColumnValues[]): Segment {
    const words = WordPostings.from(parts.words);
    const segment = new Segment({
      ...parts,
      words,
      stems: words.stems(parts.stems),
      ids: new NumberedTexts(parts.ids),
      names: new PackedTexts(parts.names),
      foldedIds: parts.foldedIds === null ? undefined : new PackedTexts(parts.foldedIds),
      owners: new NumberedTexts(parts.owners),
      extended: new ExtendedValues(parts.extended),
    });
    for (const [index, of] of columns.entries()) segment.#columns.set(of.key, { of, ...parts.columns[index] });
    return segment;
  }

  /** The products as they are here now, with their columns of some paths. */
  parts(columns: readonly ColumnValues[]): SegmentParts {
    return {
      left: this.#left,
      words: this.words.parts,
      stems: this.stems.parts,
      ids: this.#ids.parts,
      names: this.#names.parts,
      foldedIds: this.#foldedIds === this.#ids ? null : this.#foldedIds.parts,
      owners: this.#owners.parts,
      ownerOf: this.#ownerOf,
      classOf: this.#classOf,
      classes: this.#classes,
      digests: this.#digests,
      descriptions: this.#descriptions,
      extended: this.#extended.parts,
      columns: columns.map((of) => columnParts(this.column(of))),
    };
  }

  /** Memory, from above, without what segments share. */
  get bytes(): number {
    let columns = 0;
    for (const column of this.#columns.values()) columns += columnBytes(column);
    // The texts grow by lengths that are looked up, one byte for each.
    return this.#bytes + this.#named.bytes + columns + 2 * this.size * (this.#ranks.size + 2);
  }

  /** The part of it that answers add to. */
  get bytesOfNamed(): number {
    return this.#named.bytes;
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
      this.#gone.push(at);
      this.present--;
    }
    this.#left = left ?? this.#left;
  }

  /** How many products have left since this was made or read. */
  get gone(): number {
    return this.#gone.length;
  }

  /** Numbers of the products of these classes that have left, from one number of those that had gone to another. */
  goneBetween(classIds: ReadonlySet<number> | undefined, from: number, to: number): Uint16Array {
    const { wanted } = this.#wanted(classIds);
    return Uint16Array.from(this.#gone.slice(from, to).filter((at) => wanted[this.#classOf[at]!] === 1));
  }

  /** Number of a product that is here. */
  find(id: string): number | undefined {
    const at = this.#ids.find(id);
    return at === undefined || this.#left[at] === 1 ? undefined : at;
  }

  /** Tells whether a product stands here as it is. */
  holds(product: IndexedProduct): boolean {
    const at = this.find(product.id);
    if (at === undefined) return false;
    const from = at * digestBytes;
    return digestOf(product).every((byte, index) => byte === this.#digests[from + index]);
  }

  idAt(at: number): string {
    return this.#named.at(at);
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

  /** Those among some products, by their places there, of which a field is, folded, no more and no less than a text. */
  equalAmong(places: Uint16Array, field: TextField, text: string): readonly number[] {
    if (field === "Description") return this.#describedAs(places, soughtDigest(text));
    return (field === "Name" ? this.#names : this.#foldedIds).equalAmong(places, Buffer.from(text));
  }

  #describedAs(places: Uint16Array, wanted: Uint8Array): readonly number[] {
    const descriptions = this.#descriptions;
    const heads = this.#descriptionHeads;
    const head = headOf(wanted, 0);
    const found: number[] = [];
    for (let n = 0; n < places.length; n++) {
      const at = places[n]!;
      if (heads[at] === head && wanted.every((byte, index) => descriptions[at * descriptionBytes + index] === byte))
        found.push(n);
    }
    return found;
  }

  /** Beginnings of the digests of descriptions, side by side: they are looked at for each product that a search finds. */
  get #descriptionHeads(): Uint16Array {
    this.#heads ??= Uint16Array.from({ length: this.size }, (_, at) =>
      headOf(this.#descriptions, at * descriptionBytes),
    );
    return this.#heads;
  }

  /**
   * Places of the products in the order of a text: equal texts have the same. Worked out when they are first asked for, in no
   * time where all products are of few owners, since those of each are in the order of their names.
   */
  *ranking(field: OrderedField): Sliced<Uint16Array> {
    // Owners are numbered in the order of lists, which is by owner.
    if (field === "OwnerID") return this.#ownerOf;
    const known = this.#ranks.get(field);
    if (known !== undefined) return known;
    const { size } = this;
    const texts = field === "Name" ? this.#names : this.#foldedIds;
    const compare = (a: number, b: number): number => texts.compare(a, texts, b);
    const sorted = yield* field === "Name" ? sortingRuns(size, this.#ownerStarts(), compare) : sorting(size, compare);
    const ranks = new Uint16Array(size);
    for (let place = 1; place < size; place++) {
      const [before, at] = [sorted[place - 1]!, sorted[place]!];
      ranks[at] = ranks[before]! + (compare(before, at) === 0 ? 0 : 1);
      if (place % manyTimes === 0) yield;
    }
    this.#ranks.set(field, ranks);
    return ranks;
  }

  /** Tells whether places by a field are worked out already. */
  hasRanking(field: OrderedField): boolean {
    return field === "OwnerID" || this.#ranks.has(field);
  }

  get hasOneOwner(): boolean {
    return this.#owners.size === 1;
  }

  #ownerStarts(): readonly number[] {
    const starts: number[] = [];
    for (let at = 0; at < this.size; at++) if (at === 0 || this.#ownerOf[at] !== this.#ownerOf[at - 1]) starts.push(at);
    return starts;
  }

  /** 1 for each product that has left by now. */
  get left(): Uint8Array {
    return this.#left;
  }

  /** 1 for each product of these classes that had not left. @param left as it was then. */
  within(classIds: ReadonlySet<number> | undefined, left: Uint8Array = this.#left): Uint8Array {
    const { size } = this;
    const flags = new Uint8Array(size);
    const { wanted } = this.#wanted(classIds);
    const classOf = this.#classOf;
    for (let at = 0; at < size; at++) flags[at] = wanted[classOf[at]!]! & (left[at]! ^ 1);
    return flags;
  }

  /**
   * Numbers of the products of these classes that had not left, from the lowest.
   *
   * @param left as it was then.
   * @param found numbers of those that count, from the lowest; absent: all do.
   * @param into where they are written, unless they are those that were found or all.
   */
  places(
    classIds: ReadonlySet<number> | undefined,
    left: Uint8Array,
    found: Uint16Array | undefined,
    into: Uint16Array,
  ): Uint16Array {
    const { size } = this;
    const { wanted, all } = this.#wanted(classIds);
    // Only now: of `left` as it was, everybody may be there.
    if (all && this.present === size) return found ?? everyPlace.subarray(0, size);
    const classOf = this.#classOf;
    let length = 0;
    // Each number is written, and the next one in its place unless it counts: no branch that nobody can foresee.
    if (found === undefined)
      for (let at = 0; at < size; at++) {
        into[length] = at;
        length += wanted[classOf[at]!]! & (left[at]! ^ 1);
      }
    else
      for (let n = 0; n < found.length; n++) {
        const at = found[n]!;
        into[length] = at;
        length += wanted[classOf[at]!]! & (left[at]! ^ 1);
      }
    return into.subarray(0, length);
  }

  /**
   * Numbers of the products of some classes, left or not, from the lowest. Undefined where they are more than a few.
   *
   * @param into where they are written.
   */
  *placesOfFew(
    classIds: ReadonlySet<number>,
    few: number,
    made: MadeOfColumns,
    into: Uint16Array,
  ): Sliced<Uint16Array | undefined> {
    const { wanted, all } = this.#wanted(classIds);
    if (all) return undefined;
    const postings = yield* made.postings("classes", this.#byClass);
    let asked = this.#askedOf.get(classIds);
    if (asked === undefined) {
      const indexes: number[] = [];
      let number = 0;
      for (let index = 0; index < postings.codes.length && number <= few; index++) {
        if (wanted[postings.codes[index]!] === 0) continue;
        indexes.push(index);
        number += postings.countAt(index);
      }
      asked = number > few ? undefined : indexes;
      this.#askedOf.set(classIds, asked ?? "many");
    }
    return asked === undefined || asked === "many" ? undefined : postings.collect(asked, into).sort();
  }

  /** 1 for each class, by its number here, that is one of these. */
  #wanted(classIds: ReadonlySet<number> | undefined): Wanted {
    if (classIds === undefined) {
      this.#everyClass ??= { wanted: new Uint8Array(this.#classes.length).fill(1), all: true };
      return this.#everyClass;
    }
    let known = this.#wantedOf.get(classIds);
    if (known === undefined) {
      const wanted = Uint8Array.from(this.#classes, (id) => (classIds.has(id) ? 1 : 0));
      known = { wanted, all: !wanted.includes(0) };
      this.#wantedOf.set(classIds, known);
    }
    return known;
  }

  /** Tells of products whether they are of these classes and had not left. @param left as it was then. */
  seeing(classIds: ReadonlySet<number> | undefined, left: Uint8Array): (at: number) => boolean {
    const classOf = this.#classOf;
    const classes = this.#classes;
    return (at) => left[at] === 0 && (classIds === undefined || classIds.has(classes[classOf[at]!]!));
  }

  /** Tells whether the column of a path is held. */
  hasColumn(of: ColumnValues): boolean {
    return this.#columns.get(of.key)?.of === of;
  }

  /** The column of a path; one that is not held yet is read. */
  column(of: ColumnValues): Column {
    if (!this.hasColumn(of)) atOnce(this.reading(of));
    return this.#columns.get(of.key)!;
  }

  /** Reads the column of a path, if it is not held yet. */
  *reading(of: ColumnValues): Sliced<void> {
    if (!this.hasColumn(of)) this.#columns.set(of.key, yield* this.#extended.reading(of));
  }

  /** Lets go of the column of a path. */
  forget(read: Read): void {
    this.#columns.delete(keyOf(read));
  }
}

/** Products that are compared between two breaks. */
const manyTimes = 4_096;
