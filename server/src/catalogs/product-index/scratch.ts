/** Products of a segment at most: their numbers have sixteen bits. */
export const mostInSegment = 65_536;

/**
 * Questions that are answered at a time. They share a thread: more would be done no sooner, keep those waiting that take no
 * time, and take a set of arrays each, of some three megabytes.
 */
export const mostQuestions = 8;
/** Flags of one set; a question that needs more has others made. */
const mostFlags = 8;

/** The numbers from 0, for whoever means all products of a segment. Nobody writes to them. */
export const everyPlace: Uint16Array = Uint16Array.from({ length: mostInSegment }, (_, at) => at);

/**
 * Room in which a question works on one segment after the other. A process keeps some of it: to have it made and cleared for each
 * question takes longer than what is done in it. What stands there is of use until the next segment.
 */
export class Scratch {
  static readonly #kept: Scratch[] = [];
  readonly #flags: Uint8Array[] = [];
  #used = 0;
  /** Numbers of the products that are looked through. */
  readonly places = new Uint16Array(mostInSegment + 1);
  /** Numbers of those of them that filters leave, of those that a filter does not, and of all but those that are left. */
  readonly remaining = new Uint16Array(mostInSegment + 1);
  readonly rest = new Uint16Array(mostInSegment + 1);
  readonly others = new Uint16Array(mostInSegment + 1);
  /** Numbers of the products that a search finds. */
  readonly found = new Uint16Array(mostInSegment + 1);
  readonly grades = new Uint32Array(mostInSegment);
  readonly relevance = new Float64Array(mostInSegment);
  /** Ranks by stems and by words. */
  readonly ranks: readonly [Float32Array, Float32Array] = [
    new Float32Array(mostInSegment),
    new Float32Array(mostInSegment),
  ];
  /** Which filters do not leave a product, as bits. */
  readonly refusals = new Uint32Array(mostInSegment);
  /** By product. */
  readonly sums = new Float32Array(mostInSegment);

  static take(): Scratch {
    return Scratch.#kept.pop() ?? new Scratch();
  }

  /** Ends the work in it. */
  giveBack(): void {
    if (Scratch.#kept.length < mostQuestions) Scratch.#kept.push(this);
  }

  /** Begins with another segment. */
  begin(): void {
    this.#used = 0;
  }

  /** Flags of the products of a segment, none of them set. */
  flags(size: number): Uint8Array {
    if (this.#used === mostFlags) return new Uint8Array(size);
    if (this.#used === this.#flags.length) this.#flags.push(new Uint8Array(mostInSegment));
    return this.#flags[this.#used++]!.subarray(0, size).fill(0);
  }
}

/** Numbers of the products whose flag is set, which are written to `into`, of one more than there are. */
export function flagged(flags: Uint8Array, into: Uint16Array): Uint16Array {
  const size = flags.length;
  // Four at a time, since most often none is.
  const fours = new Uint32Array(flags.buffer, flags.byteOffset, flags.byteOffset % 4 === 0 ? size >> 2 : 0);
  let length = 0;
  let at = 0;
  for (let four = 0; four < fours.length; four++, at += 4) {
    if (fours[four] === 0) continue;
    // Each number is written, and the next one in its place unless it counts: no branch that nobody can foresee.
    into[length] = at;
    length += flags[at]!;
    into[length] = at + 1;
    length += flags[at + 1]!;
    into[length] = at + 2;
    length += flags[at + 2]!;
    into[length] = at + 3;
    length += flags[at + 3]!;
  }
  for (; at < size; at++) {
    into[length] = at;
    length += flags[at]!;
  }
  return into.subarray(0, length);
}
