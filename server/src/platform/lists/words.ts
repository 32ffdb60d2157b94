import { sql } from "kysely";
import type { Sql } from "./columns.ts";

/**
 * Words as the database indexes and looks them up: text and phrases are divided at ASCII punctuation alike (so that an ID
 * such as `SKU-123-A` is three words), then taken both as written, for phrases and prefixes, and stemmed in English.
 */

/** Importance classes of PostgreSQL's text search. */
export type Weight = "A" | "B" | "C" | "D";

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const longestWord = 255;
const mostWords = 30;

const divided = (text: Sql): Sql =>
  sql`translate(coalesce(${text}, ''), ${sql.lit(punctuation)}, ${sql.lit(" ".repeat(punctuation.length))})`;

/**
 * The `tsvector` of a field, for search documents and for fields outside of them. Immutable, so that a stored generated
 * column may hold it.
 */
export function searchVector(text: Sql, weight: Weight): Sql {
  const words = divided(text);
  // The leading stop word leaves a gap, so that no phrase reaches from the words as written into the stems.
  const both = sql`to_tsvector('simple', ${words}) || to_tsvector('english', 'the ' || ${words})`;
  return sql`setweight(${both}, ${sql.lit(weight)})`;
}

/** The words of a phrase in order: at most 30, each cut at 255 characters. */
export function wordsOf(phrase: string): readonly string[] {
  const spaced = [...phrase].map((character) => (punctuation.includes(character) ? " " : character)).join("");
  return spaced
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, mostWords)
    .map((word) => word.slice(0, longestWord).toWellFormed());
}

/** One or all of the words, stemmed; words without a meaning of their own count only when there are no others. */
export function stemsQuery(words: readonly string[], joint: "&" | "|", weights: string): Sql {
  const text = [...new Set(words)].map((word) => lexeme(word, weights)).join(` ${joint} `);
  const stemmed = sql`to_tsquery('english', ${text})`;
  return sql`(case when numnode(${stemmed}) > 0 then ${stemmed} else to_tsquery('simple', ${text}) end)`;
}

/** The words as written, one after the other; with `prefix`, the last one only begun. */
export function phraseQuery(words: readonly string[], prefix: boolean, weights: string): Sql {
  const last = words.length - 1;
  const text = words.map((word, index) => lexeme(word, (prefix && index === last ? "*" : "") + weights)).join(" <-> ");
  return sql`to_tsquery('simple', ${text})`;
}

/** Quotes cannot occur in a word: they are punctuation. */
const lexeme = (word: string, marks: string): string => `'${word}'${marks === "" ? "" : `:${marks}`}`;
