import { isUnspaced } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { WordPostings } from "./postings.ts";

/** Word that is looked for among terms, as somebody wrote it. */
export interface Wanted {
  readonly word: string;
  /** Letters that may be mistaken, left out or too many, or neighbours swapped. */
  readonly edits: number;
  /** True where the word may be only the beginning of what is meant. */
  readonly begun: boolean;
}

/** A term that is close to a word. */
export interface NearTerm {
  readonly term: string;
  readonly edits: number;
  /** Place of the term among those of the postings, in order. */
  readonly place: number;
}

/** Letters that may still be compared; beyond, nothing more is found. */
export interface Effort {
  left: number;
}

/** Longer words are not looked for, nor found. */
const longest = 30;
const letters = /^\p{L}+$/u;

/** Tells whether a text is a word of letters alone, not one of a part number or size. */
const isSpelled = (text: string): boolean => text.length <= longest && letters.test(text) && !isUnspaced(text);

/** Edits by which a word may differ from what was meant: none for short ones, which are close to too many. */
export const editsOf = (word: string): number => (word.length < 4 || !isSpelled(word) ? 0 : word.length < 8 ? 1 : 2);

/**
 * Terms close to a word that begin with its first letter, or with its first two swapped. They are met in order, so that what
 * begins alike is compared once, and passed over together where it begins too differently.
 */
export function* nearTerms(postings: WordPostings, wanted: Wanted, effort: Effort): Sliced<readonly NearTerm[]> {
  const [first = "", second = ""] = wanted.word;
  const found = yield* walk(postings, first, wanted, effort);
  return second === "" || second === first
    ? found
    : [...found, ...(yield* walk(postings, second + first, wanted, effort))];
}

/** Terms between two breaks. */
const eachTime = 512;

/**
 * Walks along the terms that begin with a text, with the table of edits that turn their beginnings into the word, a row for
 * each letter, which terms share as far as they begin alike.
 */
function* walk(
  postings: WordPostings,
  beginning: string,
  { word, edits, begun }: Wanted,
  effort: Effort,
): Sliced<readonly NearTerm[]> {
  const found: NearTerm[] = [];
  const width = word.length;
  const rows = [Uint8Array.from({ length: width + 1 }, (_, column) => column)];
  /** Fewest edits of each row, and those between the whole word and a beginning up to it. */
  const least = [0];
  const whole = [width];
  const from = postings.placeOf(beginning);
  const to = postings.endOf(beginning, from);
  let before = "";
  let looked = 0;
  for (let place = from; place < to && effort.left > 0; ) {
    if (++looked % eachTime === 0) yield;
    const term = postings.termAt(place);
    let depth = 0;
    while (depth < before.length && before.charCodeAt(depth) === term.charCodeAt(depth)) depth++;
    let hopeless = false;
    for (; depth < term.length && !hopeless; depth++) {
      effort.left--;
      const row = rows[depth + 1] ?? new Uint8Array(width + 1);
      rows[depth + 1] = row;
      least[depth + 1] = fillRow(rows, row, term, depth, word);
      whole[depth + 1] = Math.min(whole[depth]!, row[width]!);
      // Two letters that are swapped reach over a row.
      hopeless = least[depth + 1]! > edits && least[depth]! >= edits && !(begun && whole[depth + 1]! <= edits);
      // What is that long is not meant, and rows count to 255.
      hopeless ||= depth + 1 > longest;
    }
    before = term.slice(0, depth);
    if (hopeless) {
      place = postings.endOf(before, place);
      continue;
    }
    const needed = begun ? whole[term.length]! : rows[term.length]![width]!;
    if (needed <= edits && isSpelled(term)) found.push({ term, edits: needed, place });
    place++;
  }
  return found;
}

/** Fills a row of the table: the letter at `depth` of a term against each of the word. @returns the least of the row. */
function fillRow(rows: readonly Uint8Array[], row: Uint8Array, term: string, depth: number, word: string): number {
  const above = rows[depth]!;
  const letter = term.charCodeAt(depth);
  const letterBefore = term.charCodeAt(depth - 1);
  row[0] = depth + 1;
  let smallest = depth + 1;
  for (let column = 1; column <= word.length; column++) {
    const other = word.charCodeAt(column - 1);
    let edits = Math.min(above[column]! + 1, row[column - 1]! + 1, above[column - 1]! + (letter === other ? 0 : 1));
    if (depth > 0 && column > 1 && letter === word.charCodeAt(column - 2) && letterBefore === other)
      edits = Math.min(edits, rows[depth - 1]![column - 2]! + 1);
    row[column] = edits;
    if (edits < smallest) smallest = edits;
  }
  return smallest;
}
