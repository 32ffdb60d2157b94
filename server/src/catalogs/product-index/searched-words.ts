import type { Search } from "../../platform/lists/list-query.ts";
import { groupsOf, othersOf } from "../../platform/lists/word-search.ts";
import { type WordGroup, wordsOf } from "../../platform/lists/words.ts";
import { weightBit } from "./postings.ts";
import { fields } from "./relevance.ts";

/** A search that the index can answer. */
export interface WordSearch {
  readonly search: Search;
  readonly words: readonly string[];
  /** The words with what stands for them. */
  readonly groups: readonly WordGroup[];
}

/** Stem of a word; empty for one without a meaning of its own. */
export type StemOf = (word: string) => string;

/** Words of a search whose stems are asked for. */
export const stemmedWords = ({ words, groups }: WordSearch): readonly string[] => [...words, ...otherWords(groups)];

/** Words that may stand for those of a search. */
export const otherWords = (groups: readonly WordGroup[]): readonly string[] =>
  groups.flatMap(({ alternatives }) => alternatives.flat());

/**
 * Words of a search, if all that it is about is indexed. What is written without blanks, and a last word that is only begun
 * and stands before as well, are left to the database.
 */
export function wordSearch(search: Search): WordSearch | undefined {
  if (search.by !== "words" || search.on.some(({ path, below }) => below || fields[path.name] === undefined))
    return undefined;
  const words = wordsOf(search.phrase);
  if (words.length > mostWords || words.some((word) => word.includes(" "))) return undefined;
  const last = words.at(-1);
  if (search.type === "ExactPhrasePrefix" && last !== undefined && words.indexOf(last) < words.length - 1)
    return undefined;
  const groups = groupsOf(words, othersOf(search));
  return otherWords(groups).some((word) => word.includes(" ")) ? undefined : { search, words, groups };
}

/** Words of a search at most. */
export const mostWords = 16;

/** Bits of the fields that a search is about. */
export const fieldBits = ({ on }: Search): readonly number[] => on.map(({ path }) => weightBit[fields[path.name]!]!);
