import type { OtherWords } from "../../platform/lists/list-query.ts";
import { mostAlternatives } from "../../platform/lists/other-words.ts";
import { wordsOf } from "../../platform/lists/words.ts";

/** A synonym as it is stored. */
export interface StoredSynonym {
  readonly terms: readonly string[];
  readonly oneWayTo: readonly string[];
}

/** Words of a term as they are compared: by their stems, or as they are written where they have no meaning of their own. */
export type Stemmed = (word: string) => string;

type Phrase = readonly string[];

/** Terms of a marketplace with what a search for them finds as well. */
export class SynonymSets {
  /** Terms by their words, compared and joined by blanks. */
  readonly #alternatives = new Map<string, Phrase[]>();
  #longest = 0;
  readonly bytes: number;

  constructor(synonyms: readonly StoredSynonym[], stemmed: Stemmed) {
    let characters = 0;
    for (const { terms, oneWayTo } of synonyms) {
      const [from, to] = [terms.map(wordsOf), oneWayTo.map(wordsOf)];
      for (const term of from)
        for (const other of to.length > 0 ? to : from) {
          characters += this.#add(term, other, stemmed);
        }
    }
    this.bytes = 200 + 4 * characters + 200 * this.#alternatives.size;
  }

  /** @returns the characters that are held of it. */
  #add(term: Phrase, other: Phrase, stemmed: Stemmed): number {
    const key = keyOf(term, stemmed);
    if (key === keyOf(other, stemmed) || term.length === 0 || other.length === 0) return 0;
    const known = this.#alternatives.get(key) ?? [];
    if (known.some((phrase) => phrase.join(" ") === other.join(" "))) return 0;
    this.#alternatives.set(key, [...known, other]);
    this.#longest = Math.max(this.#longest, term.length);
    return key.length + other.join(" ").length + 50;
  }

  get isEmpty(): boolean {
    return this.#alternatives.size === 0;
  }

  /** What words find as well; where terms overlap the longer counts, of equals the first. */
  othersOf(words: Phrase, stemmed: Stemmed): OtherWords[] {
    const others: OtherWords[] = [];
    let left = mostAlternatives;
    for (let at = 0; at < words.length && left > 0; ) {
      const found = this.#longestAt(words, at, stemmed);
      if (found === undefined) at++;
      else {
        const alternatives = found.alternatives.slice(0, left);
        others.push({ at, number: found.number, alternatives });
        left -= alternatives.length;
        at += found.number;
      }
    }
    return others;
  }

  #longestAt(words: Phrase, at: number, stemmed: Stemmed) {
    for (let number = Math.min(this.#longest, words.length - at); number > 0; number--) {
      const alternatives = this.#alternatives.get(keyOf(words.slice(at, at + number), stemmed));
      if (alternatives !== undefined) return { number, alternatives };
    }
    return undefined;
  }
}

const keyOf = (words: Phrase, stemmed: Stemmed): string => words.map(stemmed).join(" ");
