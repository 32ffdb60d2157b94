import { type RawBuilder, sql } from "../db/sql.ts";
import type { Sql } from "./columns.ts";

/**
 * Words as the database indexes and looks them up: text and phrases are divided at ASCII punctuation alike (so that an ID
 * such as `SKU-123-A` is three words), then taken both as written, for phrases and prefixes, and stemmed in English.
 */

/** Importance classes of PostgreSQL's text search. */
export type Weight = "A" | "B" | "C" | "D";

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const longestWord = 255;

const divided = (text: Sql): Sql =>
  sql`translate(coalesce(${text}, ''), ${sql.lit(punctuation)}, ${sql.lit(" ".repeat(punctuation.length))})`;

/** Two `tsvector`s of the same text. Apart, so that "run" is no exact word of "running". */
export interface Vectors {
  /** As written, in lower case. */
  readonly words: Sql;
  /** Stemmed in English, words without a meaning of their own left out. */
  readonly stems: Sql;
}

/**
 * The vectors of a field, for search documents and for fields outside of them. Immutable, so that stored generated columns
 * may hold them.
 */
export function searchVectors(text: Sql, weight: Weight): Vectors {
  const words = divided(text);
  return {
    words: sql`setweight(to_tsvector('simple', ${words}), ${sql.lit(weight)})`,
    stems: sql`setweight(to_tsvector('english', ${words}), ${sql.lit(weight)})`,
  };
}

/** Several vectors as one text. */
export const joined = (vectors: readonly Vectors[]): Vectors => ({
  words: sql`(${sql.join(
    vectors.map(({ words }) => words),
    sql` || `,
  )})`,
  stems: sql`(${sql.join(
    vectors.map(({ stems }) => stems),
    sql` || `,
  )})`,
});

/** Only what stands under some of the weights. */
export function underWeights({ words, stems }: Vectors, weights: readonly Weight[]): Vectors {
  const kept = sql`${sql.lit(`{${weights.join(",").toLowerCase()}}`)}::"char"[]`;
  return { words: sql`ts_filter(${words}, ${kept})`, stems: sql`ts_filter(${stems}, ${kept})` };
}

/** The words of a phrase in order, each cut at 255 characters. */
export function wordsOf(phrase: string): readonly string[] {
  const spaced = [...phrase].map((character) => (punctuation.includes(character) ? " " : character)).join("");
  return spaced
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, longestWord).toWellFormed());
}

/** Way in which words are looked up in vectors; `weights` limits to those, empty for all. */
export type Lookup = (vectors: Vectors, weights: string) => RawBuilder<boolean>;

/**
 * One or all of the words, or one after the other, by stem; words without a meaning of their own count only when there are
 * no others.
 */
export function byStem(words: readonly string[], joint: "&" | "|" | "<->"): Lookup {
  return (vectors, weights) => {
    const stems = stemsQuery(words, joint, weights);
    const plain = asWritten(words, joint, false, weights);
    return sql`(${vectors.stems} @@ ${stems} or numnode(${stems}) = 0 and ${vectors.words} @@ ${plain})`;
  };
}

/** A word by its stem; never one without a meaning of its own. */
export function byMeaning(word: string): Lookup {
  return ({ stems }, weights) => sql`${stems} @@ ${stemsQuery([word], "|", weights)}`;
}

/** The words as written, one after the other; with `prefix`, the last one only begun. */
export function byPhrase(words: readonly string[], prefix: boolean): Lookup {
  return (vectors, weights) => {
    return sql`${vectors.words} @@ ${asWritten(words, "<->", prefix, weights)}`;
  };
}

/**
 * The more of the words and the more important their places, the higher; by stem, unless the last word is only begun and
 * has none. A word found as it is written tips the scales between equals. `importance` is a `real[]` by weight.
 */
export function rankOf(
  words: readonly string[],
  prefix: boolean,
  importance: Sql,
): (v: Vectors, weights: string) => Sql {
  return (vectors, weights) => {
    const plain = asWritten(words, "|", prefix, weights);
    const stems = stemsQuery(words, "|", weights);
    const share = prefix ? sql`` : sql` / 10`;
    return sql`ts_rank(${importance}, ${vectors.stems}, ${stems}) + ts_rank(${importance}, ${vectors.words}, ${plain})${share}`;
  };
}

// Behind a `select` each query is made once per statement instead of once per row.
const stemsQuery = (words: readonly string[], joint: "&" | "|" | "<->", weights: string): Sql =>
  sql`(select to_tsquery('english', ${(joint === "<->" ? words : [...new Set(words)]).map((word) => lexeme(word, weights)).join(joint)}))`;

function asWritten(words: readonly string[], joint: "&" | "|" | "<->", prefix: boolean, weights: string): Sql {
  const marks = (index: number): string => (prefix && index === words.length - 1 ? "*" : "") + weights;
  return sql`(select to_tsquery('simple', ${words.map((word, index) => lexeme(word, marks(index))).join(joint)}))`;
}

/** Quotes cannot occur in a word: they are punctuation. */
const lexeme = (word: string, marks: string): string => `'${word}'${marks === "" ? "" : `:${marks}`}`;
