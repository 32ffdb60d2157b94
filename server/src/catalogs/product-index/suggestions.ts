import { isUnspaced, wordsOf } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { Sight } from "./corrections.ts";
import { type Effort, editsOf, type NearTerm, nearTerms } from "./near-words.ts";
import { compareBytes, type Range, type WordPostings, weightBit } from "./postings.ts";
import { mostWords, type StemOf } from "./searched-words.ts";
import type { Segment } from "./segment.ts";

/** Words of a phrase that is being typed. */
export interface TypedWords {
  readonly before: readonly string[];
  /** The last one, which may go on. */
  readonly begun: string;
}

/** What a phrase that is being typed may lead to, the likeliest first. */
export interface Suggestions {
  /** Words that the last one may become, some of them perhaps different forms of one. */
  readonly endings: readonly string[];
  /** IDs of products. */
  readonly ids: readonly string[];
}

/** Terms that are looked at, in all segments together. */
const mostTerms = 100_000;
/** Entries of terms that are looked at, in all segments together. */
const mostEntries = 600_000;
/** Products that are counted for a term of a segment, where not all can be. */
const mostCounted = 500;
/** Letters compared for a word that nothing begins with, in all segments together. */
const mostCompared = 30_000;
/** Forms of one word that may be among those of a product. */
const mostForms = 3;

const inNames = weightBit.B!;
const inTexts = inNames | weightBit.C!;
const inNamesOrIds = inNames | weightBit.A!;

/** Words of a phrase; undefined for none, or more than a search may have. */
export function typedWords(phrase: string): TypedWords | undefined {
  const words = wordsOf(phrase).flatMap((word) => word.split(" "));
  const begun = words.at(-1);
  return begun === undefined || words.length > mostWords ? undefined : { before: words.slice(0, -1), begun };
}

/**
 * How a phrase may go on: words that begin as its last one, of products that have all words before, and these products.
 * Should none begin so, those closest to it.
 *
 * Only so many terms and entries are looked at that it takes no time: where there are more, those of the most products.
 *
 * @param asWritten whether what nothing begins with is left at that.
 * @param most products; words are three times as many, so that there are enough different ones.
 */
export function* suggestionsOf(
  parts: readonly Sight[],
  { before, begun }: TypedWords,
  stemOf: StemOf,
  { most, asWritten }: { readonly most: number; readonly asWritten: boolean },
): Sliced<Suggestions> {
  const stems = before.map(stemOf).filter((stem) => stem !== "");
  const looks: Look[] = [];
  for (const { segment, seen } of parts) {
    yield;
    const among = having(segment, stems, seen());
    if (among.includes(1)) looks.push(new Look(segment, among));
  }
  const counted = new Map<string, Counted>();
  for (const look of looks) yield* look.beginning(begun, looks.length, counted);
  if (!asWritten && looks.every(({ found }) => !found)) yield* closest(looks, begun, counted);
  const endings = [...counted]
    .sort(([a, x], [b, y]) => y.named - x.named || y.described - x.described || compareBytes(a, b))
    .slice(0, mostForms * most)
    .map(([term]) => term);
  return { endings, ids: firstOf(looks, most) };
}

/** The first of each of several forms of one word, and no words without a meaning of their own. */
export function differentEndings(endings: readonly string[], stemOf: StemOf): readonly string[] {
  const stems = new Set([""]);
  return endings.filter((ending) => {
    const stem = stemOf(ending);
    const isNew = !stems.has(stem);
    stems.add(stem);
    return isNew;
  });
}

/** Those of some products that have all of some stems. */
function having({ stems: postings }: Segment, stems: readonly string[], among: Uint8Array): Uint8Array {
  let left = among;
  for (const stem of stems) {
    const { from, to } = postings.of(stem);
    const kept = new Uint8Array(among.length);
    for (let entry = from; entry < to; entry++) {
      const document = postings.documents[entry]!;
      kept[document] = left[document]!;
    }
    left = kept;
  }
  return left;
}

/** Products that have a term. */
interface Counted {
  named: number;
  /** In their names or descriptions. */
  described: number;
}

/** Terms whose products are counted, by their places in order, and how far. */
interface Walk {
  readonly places: Iterable<number>;
  readonly most: number;
}

/** Products of a segment among which is looked, and those that were met. */
class Look {
  readonly #segment: Segment;
  readonly #among: Uint8Array;
  /** 2 for each product with a term in its name or ID, 1 for those with one elsewhere. */
  readonly #met: Uint8Array;
  found = false;

  constructor(segment: Segment, among: Uint8Array) {
    this.#segment = segment;
    this.#among = among;
    this.#met = new Uint8Array(segment.size);
  }

  get words(): WordPostings {
    return this.#segment.words;
  }

  /** Counts the products of terms that begin with a text. @param looks among which the effort is divided. */
  *beginning(text: string, looks: number, counted: Map<string, Counted>): Sliced<void> {
    const { words } = this;
    const places = lettersFirst(words, text).subarray(0, Math.floor(mostTerms / looks));
    const sizes = new Uint32Array(places.length);
    let sum = 0;
    for (const [index, place] of places.entries()) {
      sum += sizes[index] = sizeOf(words.entriesAt(place));
      if (index % eachTime === 0) yield;
    }
    const share = Math.floor(mostEntries / looks);
    if (sum <= share) return yield* this.#counting({ places, most: share }, share, counted);
    yield;
    const byProducts = Uint32Array.from(places.keys())
      .sort((a, b) => sizes[b]! - sizes[a]! || a - b)
      .map((index) => places[index]!);
    yield* this.#counting({ places: byProducts, most: mostCounted }, share, counted);
  }

  /** Counts the products of some terms. */
  counting(places: Iterable<number>, counted: Map<string, Counted>): Sliced<void> {
    return this.#counting({ places, most: mostCounted }, mostEntries, counted);
  }

  *#counting({ places, most }: Walk, effort: number, counted: Map<string, Counted>): Sliced<void> {
    const { words } = this;
    const { documents, patterns, patternOf } = words;
    let left = effort;
    let walked = 0;
    for (const place of places) {
      if (left <= 0) return;
      if (walked++ % eachTime === 0) yield;
      const { from, to } = words.entriesAt(place);
      let products = 0;
      let named = 0;
      let described = 0;
      let entry = from;
      for (; entry < to && products < most; entry++) {
        if ((entry - from) % eachTime === eachTime - 1) yield;
        const document = documents[entry]!;
        if (this.#among[document] === 0) continue;
        products++;
        const { bits } = patterns[patternOf[entry]!]!;
        if ((bits & inNamesOrIds) !== 0) this.#met[document] = 2;
        else if (this.#met[document] === 0) this.#met[document] = 1;
        if ((bits & inNames) !== 0) named++;
        if ((bits & inTexts) !== 0) described++;
      }
      left -= entry - from;
      if (products > 0) this.found = true;
      if (described > 0) note(counted, words.termAt(place), named, described);
    }
  }

  /** The first products of those that were met one way, in the order of lists. */
  first(way: number, most: number): readonly Met[] {
    const found: Met[] = [];
    for (let at = this.#met.indexOf(way); at >= 0 && found.length < most; at = this.#met.indexOf(way, at + 1))
      found.push({ segment: this.#segment, at });
    return found;
  }
}

/** Terms or entries between two breaks. */
const eachTime = 4_096;

/** Places of the terms that begin with a text: the text, those that go on with a letter, and then numbered parts, of which there may be many. */
function lettersFirst(words: WordPostings, text: string): Uint32Array {
  const from = words.placeOf(text);
  const to = words.endOf(text, from);
  // What comes next after the digits.
  const letters = Math.max(words.placeOf(`${text}:`), Math.min(from + 1, to));
  const places = new Uint32Array(to - from);
  let next = 0;
  for (const [begin, end] of [
    [from, Math.min(from + 1, to)],
    [letters, to],
    [from + 1, letters],
  ] as const)
    for (let place = begin; place < end; place++) places[next++] = place;
  return places;
}

const sizeOf = ({ from, to }: Range): number => to - from;

function note(counted: Map<string, Counted>, term: string, named: number, described: number): void {
  if (isUnspaced(term)) return;
  const one = counted.get(term);
  if (one === undefined) counted.set(term, { named, described });
  else {
    one.named += named;
    one.described += described;
  }
}

/** Counts the products of terms that begin almost as a word: those with the fewest edits. */
function* closest(looks: readonly Look[], word: string, counted: Map<string, Counted>): Sliced<void> {
  const most = editsOf(word);
  const effort: Effort = { left: mostCompared };
  const near = new Map<Look, readonly NearTerm[]>();
  if (most > 0)
    for (const look of looks) near.set(look, yield* nearTerms(look.words, { word, edits: most, begun: true }, effort));
  for (let edits = 1; edits <= most; edits++) {
    for (const [look, terms] of near) {
      const places = terms.flatMap((term) => (term.edits === edits ? [term.place] : []));
      yield* look.counting(places, counted);
    }
    if (looks.some(({ found }) => found)) return;
  }
}

/** A product of a segment. */
interface Met {
  readonly segment: Segment;
  readonly at: number;
}

/** IDs of the products that were met by name or ID, then of the others, in the order of lists. */
function firstOf(looks: readonly Look[], most: number): readonly string[] {
  return [2, 1]
    .flatMap((way) =>
      looks
        .flatMap((look) => look.first(way, most))
        .sort((a, b) => a.segment.compareInLists(a.at, b.segment, b.at))
        .slice(0, most),
    )
    .slice(0, most)
    .map(({ segment, at }) => segment.idAt(at));
}
