import type { Sliced } from "../../platform/slices.ts";
import { ExtendedBuilder, type SharedValues } from "./columns.ts";
import { descriptionBytes, digestBytes, digestOf, type IndexedProduct, textDigest } from "./indexed-product.ts";
import { PostingsBuilder } from "./postings-builder.ts";
import { Segment } from "./segment.ts";
import { NumberedTexts, PackedTexts } from "./texts.ts";

/** Collects the products of a segment, which come in the order of lists. */
export class SegmentBuilder {
  readonly postings = new PostingsBuilder();
  readonly ids = new NumberedTexts();
  readonly names = new PackedTexts();
  /** Absent as long as folding changes none. */
  foldedIds: PackedTexts | undefined;
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
    if (product.foldedId !== product.id) this.foldedIds ??= this.#idsBefore(at);
    this.foldedIds?.add(product.foldedId);
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
    this.postings.add(at, product.words, product.stems);
    this.extended.add(product.xp);
  }

  #idsBefore(number: number): PackedTexts {
    const texts = new PackedTexts();
    for (let at = 0; at < number; at++) texts.add(this.ids.at(at));
    return texts;
  }

  *building(): Sliced<Segment> {
    const { words, stems } = yield* this.postings.building();
    for (const texts of [this.ids, this.names, this.foldedIds, this.owners]) {
      texts?.fit();
      yield;
    }
    const { size } = this;
    return new Segment({
      left: new Uint8Array(size),
      words,
      stems,
      ids: this.ids,
      names: this.names,
      foldedIds: this.foldedIds,
      owners: this.owners,
      ownerOf: this.ownerOf.slice(0, size),
      classOf: this.classOf.slice(0, size),
      classes: Uint32Array.from(this.classes),
      digests: this.digests.slice(0, size * digestBytes),
      descriptions: this.descriptions.slice(0, size * descriptionBytes),
      extended: this.extended.built(),
    });
  }
}

/** Makes a segment. @param products in the order of lists, each once, at most `mostInSegment`. */
export function* makingSegment(products: readonly IndexedProduct[], shared: SharedValues): Sliced<Segment> {
  const builder = new SegmentBuilder(shared, products.length);
  for (const product of products) {
    builder.add(product);
    // One alone may say as much as thousands of others.
    yield;
  }
  return yield* builder.building();
}
