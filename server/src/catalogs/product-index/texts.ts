import { randomBytes } from "node:crypto";
import { type Unpacked, UpTo } from "../../platform/packed-file.ts";

/** Bytes that texts are written to before it is known whether they are new. */
let written = new Uint8Array(1_024);
const encoder = new TextEncoder();

/** Differs from process to process, so that nobody can choose texts that fall together. */
const ownSeed = randomBytes(4).readInt32LE();

/** Writes a text, or a part of it, as UTF-8 to `written`, and says how many bytes it takes. */
function write(text: string, from = 0, to = text.length): number {
  sought = undefined;
  if (written.length < 3 * (to - from)) written = new Uint8Array(4 * (to - from));
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return encoder.encodeInto(text.slice(from, to), written).written;
    written[at - from] = code;
  }
  return to - from;
}

function hashOf(length: number, seed: number): number {
  let hash = seed;
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ written[at]!, 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The text that was looked for last, as it stands in `written`: it is looked for among the texts of one segment after the other. */
let sought:
  | { readonly text: string; readonly seed: number; readonly length: number; readonly hash: number }
  | undefined;

function soughtText(text: string, seed: number): { readonly length: number; readonly hash: number } {
  if (sought?.text === text && sought.seed === seed) return sought;
  const length = write(text);
  sought = { text, seed, length, hash: hashOf(length, seed) };
  return sought;
}

/** The first of so many places that a text of a hash may stand at. */
const firstPlace = (hash: number, places: number): number => Math.floor((hash / 0x1_0000_0000) * places);

/** Texts as a file keeps them. */
export type TextsParts = { readonly held: Uint8Array; readonly ends: Uint32Array };

/** Numbers of texts that are made room for at least. */
const leastRoom = 64;
/** Lengths that are told apart at a glance. */
const mostShown = 255;

/** Texts one after the other in one buffer, by number: a tenth of the memory that as many strings take. */
export class PackedTexts {
  #held: Buffer = Buffer.allocUnsafeSlow(1_024);
  #ends = new Uint32Array(leastRoom);
  #lengths = new Uint8Array(0);
  size = 0;

  /** @param parts that were held before. Default: no texts. */
  constructor(parts?: TextsParts) {
    if (parts === undefined) return;
    const { held, ends } = parts;
    this.#held = Buffer.from(held.buffer, held.byteOffset, held.length);
    this.#ends = ends as Uint32Array<ArrayBuffer>;
    this.size = ends.length;
  }

  /** Texts so far: those that are added later are not among them. */
  get parts(): TextsParts {
    return { held: this.#held.subarray(0, this.#end), ends: this.#ends.subarray(0, this.size) };
  }

  /** Adds a text as the last one. */
  add(text: string): void {
    this.push(write(text));
  }

  /** Adds what `write` has written. */
  protected push(length: number): void {
    const from = this.#end;
    if (this.#held.length < from + length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(from + length, Math.ceil(1.5 * this.#held.length)));
      larger.set(this.#held.subarray(0, from));
      this.#held = larger;
    }
    for (let at = 0; at < length; at++) this.#held[from + at] = written[at]!;
    if (this.size === this.#ends.length) {
      const larger = new Uint32Array(Math.max(leastRoom, Math.ceil(1.5 * this.size)));
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.size++] = from + length;
  }

  get #end(): number {
    return this.size === 0 ? 0 : this.#ends[this.size - 1]!;
  }

  #start(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!;
  }

  at(number: number): string {
    return this.#held.toString("utf8", this.#start(number), this.#ends[number]!);
  }

  /** Tells whether a text is this one, of which `write` has written so many bytes. */
  protected isWritten(number: number, length: number): boolean {
    const from = this.#start(number);
    if (this.#ends[number]! - from !== length) return false;
    for (let at = 0; at < length; at++) if (this.#held[from + at] !== written[at]) return false;
    return true;
  }

  /** Those among some texts, by their places there, that have these bytes. No text may be added later. */
  equalAmong(numbers: Uint16Array, bytes: Uint8Array): readonly number[] {
    const lengths = this.#shownLengths;
    const found: number[] = [];
    const { length } = bytes;
    const shown = Math.min(length, mostShown);
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n]!;
      if (lengths[number] !== shown) continue;
      const from = this.#start(number);
      const to = this.#ends[number]!;
      if (to - from === length && this.#held.compare(bytes, 0, length, from, to) === 0) found.push(n);
    }
    return found;
  }

  /** Length of each text, as far as it is shown: most of those that are not equal to another one are told by that. */
  get #shownLengths(): Uint8Array {
    if (this.#lengths.length < this.size)
      this.#lengths = Uint8Array.from({ length: this.size }, (_, number) =>
        Math.min(this.#ends[number]! - this.#start(number), mostShown),
      );
    return this.#lengths;
  }

  /** Order of a text and of another one, perhaps among others, by their UTF-8 bytes, as the collation `"C"` has it. */
  compare(a: number, others: PackedTexts, b: number): number {
    const held = this.#held;
    const heldThere = others.#held;
    let x = this.#start(a);
    let y = others.#start(b);
    const xEnd = this.#ends[a]!;
    const yEnd = others.#ends[b]!;
    for (; x < xEnd && y < yEnd; x++, y++) {
      const difference = held[x]! - heldThere[y]!;
      if (difference !== 0) return difference;
    }
    return xEnd - x - (yEnd - y);
  }

  /** Order of a text and of another one's bytes; one that begins with these is equal. */
  compareBeginning(number: number, bytes: Uint8Array): number {
    let at = this.#start(number);
    const end = this.#ends[number]!;
    for (const byte of bytes) {
      if (at === end) return -1;
      const difference = this.#held[at++]! - byte;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Puts the texts in an order: each has its place in it as its number then. */
  reorder(order: Uint32Array): void {
    const held = Buffer.allocUnsafeSlow(this.#end);
    const ends = new Uint32Array(this.size);
    let end = 0;
    for (let place = 0; place < order.length; place++) {
      const number = order[place]!;
      const from = this.#start(number);
      const to = this.#ends[number]!;
      for (let at = from; at < to; at++) held[end++] = this.#held[at]!;
      ends[place] = end;
    }
    this.#held = held;
    this.#ends = ends;
  }

  /** Lets go of the room for more. */
  fit(): void {
    const end = this.#end;
    if (this.#held.length > end) {
      const held = Buffer.allocUnsafeSlow(end);
      held.set(this.#held.subarray(0, end));
      this.#held = held;
    }
    if (this.#ends.length > this.size) this.#ends = this.#ends.slice(0, this.size);
  }

  get bytes(): number {
    return this.#held.length + this.#ends.byteLength + this.#lengths.length;
  }
}

/** Texts that are kept as strings of those that are read one by one. A power of two. */
const mostRecent = 16_384;

/**
 * Texts by number, of which those that were read lately are the strings that they were then: to look one up in a map takes a
 * multiple of the time where it is a new string, besides that it was put together.
 */
export class RecentTexts {
  readonly #texts: PackedTexts;
  readonly #last: number;
  readonly #numbers: Uint32Array;
  readonly #strings: (string | undefined)[] = [];

  /** @param texts to which no other is added. */
  constructor(texts: PackedTexts) {
    this.#texts = texts;
    const places = Math.min(mostRecent, 2 ** Math.ceil(Math.log2(texts.size + 1)));
    this.#last = places - 1;
    this.#numbers = new Uint32Array(places);
  }

  at(number: number): string {
    const place = number & this.#last;
    const known = this.#strings[place];
    if (known !== undefined && this.#numbers[place] === number) return known;
    const text = this.#texts.at(number);
    while (this.#strings.length <= place) this.#strings.push(undefined);
    this.#strings[place] = text;
    this.#numbers[place] = number;
    return text;
  }

  /** Memory, from above, where the texts are IDs of the usual length. */
  get bytes(): number {
    return 4 * this.#numbers.length + 64 * this.#strings.length;
  }
}

/** Numbered texts as a file keeps them. */
export type NumberedTextsParts = TextsParts & {
  readonly places: UpTo;
  readonly hashes: Uint32Array;
  readonly seed: number;
};

/** Share of the places that texts take of which no other is added. */
const filled = 0.7;

/** Different texts, numbered in the order in which they came, and found by what they are. */
export class NumberedTexts extends PackedTexts {
  /** Numbers and one, by hashes; 0 where nothing stands. */
  #places = new Uint32Array(2 * leastRoom);
  /** None where no other text is added: most that are looked for are told by their texts as soon. */
  #hashes = new Uint32Array(leastRoom);
  readonly #seed: number;

  /** @param parts that were held before. Default: no texts. */
  constructor(parts?: Unpacked<NumberedTextsParts>) {
    super(parts);
    this.#seed = parts?.seed ?? ownSeed;
    if (parts === undefined) return;
    this.#places = parts.places as Uint32Array<ArrayBuffer>;
    this.#hashes = parts.hashes as Uint32Array<ArrayBuffer>;
  }

  override get parts(): NumberedTextsParts {
    // Without those that are added later, the places are what they were: each text stands at the first that was free then.
    const places = new UpTo(this.#places, this.size);
    return { ...super.parts, places, hashes: this.#hashes.subarray(0, this.size), seed: this.#seed };
  }

  /** Number of a text, or of a part of one, which is given one if it has none yet. */
  numberOf(text: string, from = 0, to = text.length): number {
    const length = write(text, from, to);
    const hash = hashOf(length, this.#seed);
    const place = this.#placeOf(hash, length);
    const known = this.#places[place]!;
    if (known > 0) return known - 1;
    if (this.size === this.#hashes.length) {
      const larger = new Uint32Array(Math.max(leastRoom, 2 * this.size));
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.size] = hash;
    this.push(length);
    this.#places[place] = this.size;
    if (2 * this.size > this.#places.length) this.#spread(2 * this.#places.length);
    return this.size - 1;
  }

  /** Number of a text, if it has one. */
  find(text: string): number | undefined {
    const { length, hash } = soughtText(text, this.#seed);
    const known = this.#places[this.#placeOf(hash, length)]!;
    return known === 0 ? undefined : known - 1;
  }

  #placeOf(hash: number, length: number): number {
    const places = this.#places;
    const hashes = this.#hashes;
    const told = hashes.length > 0;
    let place = firstPlace(hash, places.length);
    for (;;) {
      const known = places[place]!;
      if (known === 0 || ((!told || hashes[known - 1] === hash) && this.isWritten(known - 1, length))) return place;
      place = place + 1 === places.length ? 0 : place + 1;
    }
  }

  #spread(size: number): void {
    const places = new Uint32Array(size);
    for (let number = 0; number < this.size; number++) {
      let place = firstPlace(this.#hashes[number]!, size);
      while (places[place]! > 0) place = place + 1 === size ? 0 : place + 1;
      places[place] = number + 1;
    }
    this.#places = places;
  }

  override reorder(order: Uint32Array): void {
    super.reorder(order);
    this.#hashes = Uint32Array.from(order, (number) => this.#hashes[number]!);
    this.#spread(this.#places.length);
  }

  /** Lets go of the room for more: no other text is added. */
  override fit(): void {
    super.fit();
    this.#spread(Math.ceil(this.size / filled) + 1);
    this.#hashes = new Uint32Array(0);
  }

  override get bytes(): number {
    return super.bytes + this.#places.byteLength + this.#hashes.byteLength;
  }
}
