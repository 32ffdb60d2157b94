import { areFew, firstFrom, type Postings, type Ranges } from "./postings.ts";
import { flagged } from "./scratch.ts";

/** Lists of numbers of documents of a segment, each in order. */

/**
 * The documents of one range of entries at most, under some weights.
 *
 * @param room where they are written, unless they stand side by side already. Default: an array of their own.
 */
export function documentsOf(postings: Postings, ranges: Ranges, within: number, room?: Uint16Array): Uint16Array {
  const { documents, patternOf } = postings;
  const [from = 0, to = 0] = ranges;
  const wanted = postings.within(within);
  if (wanted === undefined) return documents.subarray(from, to);
  const into = room ?? new Uint16Array(to - from);
  let length = 0;
  for (let entry = from; entry < to; entry++) {
    into[length] = documents[entry]!;
    length += wanted[patternOf[entry]!]!;
  }
  return into.subarray(0, length);
}

/**
 * The documents that have all of some terms, one at least, under some weights.
 *
 * @param rounds of each document, all 0: how many of the terms it has, as long as it has all before.
 */
export function documentsOfAll(
  postings: Postings,
  terms: readonly string[],
  within: number,
  rounds: Uint8Array,
  into: Uint16Array,
): Uint16Array {
  const { documents, patternOf } = postings;
  const wanted = postings.within(within);
  const ranges = [...new Set(terms)].map((term) => postings.of(term));
  const last = ranges.pop()!;
  let length = 0;
  if (last.from === last.to || ranges.some(({ from, to }) => from === to)) return into.subarray(0, length);
  for (const [round, { from, to }] of ranges.entries())
    for (let entry = from; entry < to; entry++) {
      const document = documents[entry]!;
      if (rounds[document] === round && (wanted === undefined || wanted[patternOf[entry]!] === 1))
        rounds[document] = round + 1;
    }
  // Each is written, and the next one in its place unless it counts: those of the last term stand in their order.
  for (let entry = last.from; entry < last.to; entry++) {
    const document = documents[entry]!;
    into[length] = document;
    length += rounds[document] === ranges.length && (wanted === undefined || wanted[patternOf[entry]!] === 1) ? 1 : 0;
  }
  return into.subarray(0, length);
}

/** The documents of some ranges of entries, of which there are few, under some weights. */
export function documentsOfFew(postings: Postings, ranges: Ranges, within: number): Uint16Array {
  const { documents, patternOf } = postings;
  const wanted = postings.within(within);
  const all = new Uint16Array(frequencyOf(ranges));
  let length = 0;
  for (let range = 0; range < ranges.length; range += 2)
    for (let entry = ranges[range]!; entry < ranges[range + 1]!; entry++)
      if (wanted === undefined || wanted[patternOf[entry]!] === 1) all[length++] = documents[entry]!;
  return inOrder(all.subarray(0, length));
}

/** Number of the entries of some ranges. */
export function frequencyOf(ranges: Ranges): number {
  let sum = 0;
  for (let at = 0; at < ranges.length; at += 2) sum += ranges[at + 1]! - ranges[at]!;
  return sum;
}

/** Numbers in order, each once. @param numbers which are put in order. */
export function inOrder(numbers: Uint16Array): Uint16Array {
  numbers.sort();
  let length = 0;
  for (let n = 0; n < numbers.length; n++)
    if (n === 0 || numbers[n] !== numbers[n - 1]) numbers[length++] = numbers[n]!;
  return numbers.subarray(0, length);
}

const lengthOf = (lists: readonly Uint16Array[]): number => lists.reduce((sum, { length }) => sum + length, 0);

/** The longest of some lists, and the others. */
function byLength(lists: readonly Uint16Array[]): { readonly longest: Uint16Array; readonly others: Uint16Array[] } {
  const [longest = new Uint16Array(0), ...others] = lists.toSorted((a, b) => b.length - a.length);
  return { longest, others };
}

function joined(lists: readonly Uint16Array[]): Uint16Array {
  const all = new Uint16Array(lengthOf(lists));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  return all;
}

/**
 * The numbers that are on several of some lists, once for each list beyond the first, in any order.
 *
 * @param flags one for each number, all 0, where they are of use.
 */
export function repeated(lists: readonly Uint16Array[], flags: () => Uint8Array): Uint16Array {
  const { longest, others } = byLength(lists);
  const found = new Uint16Array(lengthOf(others) + 1);
  let length = 0;
  if (areFew(lengthOf(others), longest.length)) {
    const all = joined(others).sort();
    let at = 0;
    for (let n = 0; n < all.length; n++) {
      const number = all[n]!;
      at = firstFrom(longest, at, longest.length, number);
      if (longest[at] === number || (n > 0 && all[n - 1] === number)) found[length++] = number;
    }
    return found.subarray(0, length);
  }
  const met = flags();
  for (let n = 0; n < longest.length; n++) met[longest[n]!] = 1;
  for (const list of others)
    for (let n = 0; n < list.length; n++) {
      const number = list[n]!;
      // Each is written, and the next one in its place unless it counts.
      found[length] = number;
      length += met[number]!;
      met[number] = 1;
    }
  return found.subarray(0, length);
}

/**
 * All that are on one of some lists.
 *
 * @param flags one for each number, all 0, where they are of use.
 * @param into with room for one more than there are numbers.
 */
export function united(lists: readonly Uint16Array[], flags: () => Uint8Array, into: Uint16Array): Uint16Array {
  const { longest, others } = byLength(lists);
  if (areFew(lengthOf(others), longest.length)) return put(longest, besides(inOrder(joined(others)), longest), into);
  return flagged(marked(lists, flags()), into);
}

/**
 * All that are on one of some lists, in which they may stand in any order and several times.
 *
 * @param size more than the highest number.
 * @param flags one for each number, all 0, where they are of use.
 */
export function collected(lists: readonly Uint16Array[], size: number, flags: () => Uint8Array): Uint16Array {
  if (areFew(lengthOf(lists), size)) return inOrder(joined(lists));
  return flagged(marked(lists, flags()), new Uint16Array(size + 1));
}

/** Sets the flag of each number that is on one of some lists. */
function marked(lists: readonly Uint16Array[], flags: Uint8Array): Uint8Array {
  for (const list of lists) for (let n = 0; n < list.length; n++) flags[list[n]!] = 1;
  return flags;
}

/** Those of a list that are not on another, which is longer. */
function besides(list: Uint16Array, other: Uint16Array): Uint16Array {
  const found = new Uint16Array(list.length);
  let length = 0;
  let at = 0;
  for (let n = 0; n < list.length; n++) {
    const number = list[n]!;
    at = firstFrom(other, at, other.length, number);
    if (other[at] !== number) found[length++] = number;
  }
  return found.subarray(0, length);
}

/** A list and another, shorter one, of which none is on the first. @param into with room for both. */
function put(list: Uint16Array, among: Uint16Array, into: Uint16Array): Uint16Array {
  if (among.length === 0) return list;
  let from = 0;
  for (let n = 0; n < among.length; n++) {
    const number = among[n]!;
    const to = firstFrom(list, from, list.length, number);
    into.set(list.subarray(from, to), from + n);
    into[to + n] = number;
    from = to;
  }
  into.set(list.subarray(from), from + among.length);
  return into.subarray(0, list.length + among.length);
}

/** Tells of a number whether it is on a list. */
export const isOn =
  (list: Uint16Array): ((number: number) => boolean) =>
  (number) =>
    list[firstFrom(list, 0, list.length, number)] === number;
