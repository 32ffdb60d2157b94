import type { OtherWords } from "../../platform/lists/list-query.ts";
import { goesByMeaning } from "../../platform/lists/word-search.ts";
import type { Sliced } from "../../platform/slices.ts";
import { lettersOf, stemIn } from "./languages.ts";
import { compareBytes, type WordPostings } from "./postings.ts";
import type { WordSearch } from "./searched-words.ts";

/** Words of a search whose forms are looked for; those behind stay as they are. */
const mostInflected = 8;
/** Forms that stand for a word, the most frequent ones. */
const mostForms = 8;
/** Words and beginnings of words looked up for a search, in all segments together. */
const mostLooked = 10_000;
/** Words between two breaks. */
const eachTime = 512;

/** A stem may end otherwise than the word does (`chevaux`, `cheval`), but begins as it does. */
const beginningOf = (stem: string): string => stem.slice(0, Math.max(shortest, stem.length - 2));
/** Letters that words have in common at least: too many begin with fewer. */
const shortest = 3;

/**
 * Forms of the words of a search in the language of whoever searches: words that products have, with the same stem in that
 * language. Products are of any language, so words are told apart when they are asked for; what the stems of English bring
 * together is found without.
 */
export function* inflectionsOf(postings: readonly WordPostings[], { search, words }: WordSearch): Sliced<OtherWords[]> {
  const { language } = search;
  if (language === undefined || !goesByMeaning(search)) return [];
  const found: OtherWords[] = [];
  const effort = { left: mostLooked };
  for (const [at, word] of words.slice(0, mostInflected).entries()) {
    const stem = stemIn(language, word);
    if (stem.length < shortest) continue;
    const entries = new Map<string, number>();
    for (const of of postings)
      for (const beginning of yield* beginnings(of, language, beginningOf(stem), effort)) {
        const from = of.placeOf(beginning);
        const to = of.endOf(beginning, from);
        for (let place = from; place < to && effort.left > 0; place++) {
          if (--effort.left % eachTime === 0) yield;
          const form = of.termAt(place);
          if (form === word || stemIn(language, form) !== stem) continue;
          const own = of.entriesAt(place);
          entries.set(form, (entries.get(form) ?? 0) + own.to - own.from);
        }
      }
    const forms = [...entries].sort(([a, x], [b, y]) => y - x || compareBytes(a, b)).slice(0, mostForms);
    if (forms.length > 0) found.push({ at, number: 1, alternatives: forms.map(([form]) => [form]) });
  }
  return found;
}

/** How words begin that have these letters, with marks or without. */
function* beginnings(
  postings: WordPostings,
  language: string,
  letters: string,
  effort: { left: number },
): Sliced<readonly string[]> {
  let begun: readonly string[] = [""];
  for (const letter of letters) {
    yield;
    const longer: string[] = [];
    for (const before of begun)
      for (const next of lettersOf(language, letter)) {
        if (effort.left-- <= 0) return [];
        const beginning = before + next;
        const from = postings.placeOf(beginning);
        if (postings.endOf(beginning, from) > from) longer.push(beginning);
      }
    begun = longer;
  }
  return begun;
}
