import type { FieldPath, Sort } from "./shape.ts";
import type { TypedCondition } from "./typed-condition.ts";

/** Request of a client to a list, checked against the list's shape: every name known, every value typed. */
export interface ListQuery {
  /** From 1. */
  readonly page: number;
  /** 1 to 100. */
  readonly pageSize: number;
  /** Absent for no or an empty `search`. */
  readonly search?: Search;
  /** As asked for, else the list's default. */
  readonly sort: readonly Sort[];
  /** The client named the sort; relevance then has no say. */
  readonly sorted: boolean;
  /** All must hold. */
  readonly filters: readonly Filter[];
}

export type SearchType = "AnyTerm" | "AllTermsAnyField" | "AllTermsSameField" | "ExactPhrase" | "ExactPhrasePrefix";

export interface Search {
  readonly phrase: string;
  /** The most important first. */
  readonly on: readonly SearchField[];
  readonly type: SearchType;
  /** `words`: natural language, with relevance. `substring`: the phrase anywhere in a field. */
  readonly by: "words" | "substring";
  /** What else words of the phrase are searched by, in their order, none twice. Phrases and prefixes go by what is written. */
  readonly others?: readonly OtherWords[];
  /** Words that nothing has are not taken as they may have been meant. */
  readonly asWritten?: true;
  /** Code of the language that whoever searches speaks, beside English, where words are found in their forms in it. */
  readonly language?: string;
}

/** What stands for some of the words of a phrase: synonyms, or what was meant. */
export interface OtherWords {
  /** Place of the first of these words among those of the phrase, from 0, and their number. */
  readonly at: number;
  readonly number: number;
  /** Each a word, or several side by side, folded as `wordsOf` gives them. */
  readonly alternatives: readonly (readonly string[])[];
}

export interface SearchField {
  readonly path: FieldPath;
  /** Everything beneath the path as well (`xp.Specs.*`). */
  readonly below: boolean;
}

/** One parameter of the query string: holds when one of its alternatives does. More than one only on premium lists. */
export interface Filter {
  readonly alternatives: readonly Alternative[];
}

/** Holds when one of the conditions does. */
export interface Alternative {
  readonly path: FieldPath;
  readonly conditions: readonly TypedCondition[];
}
