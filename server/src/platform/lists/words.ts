import { type RawBuilder, sql } from "../db/sql.ts";
import type { Sql } from "./columns.ts";

/**
 * Words as the database indexes and looks them up, alike in every locale: text and phrases are folded and divided at blanks,
 * punctuation and signs of every script (so that an ID such as `SKU-123-A` is three words), then taken both as written, for
 * phrases and prefixes, and stemmed in English. The functions `words_in`, `words_vector` and `stems_vector` of the database
 * do so with what is searched, and `wordsOf` with what is asked for; a test holds them together.
 */

/** Importance classes of PostgreSQL's text search. */
export type Weight = "A" | "B" | "C" | "D";

const longestWord = 255;

/** Characters that say where a line may break, or may not, and nothing else. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;

/** Blanks, punctuation and signs. */
const between =
  /[\p{Cc}\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u200a\u200e-\u205f\u2061-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30fb\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\ufffe\u{1f000}-\u{1faff}]/gu;

/** Characters of scripts that write no blanks between words: each is a word. */
const unspaced =
  /[\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\u{20000}-\u{3134f}]/u;

/** Letters of English, in which most is asked for: one case is all that folding makes of them. */
const isEnglish = (text: string): boolean => /^[a-z0-9 ]*$/i.test(text);

/** As `folded_text` of the database: in one case, composed. */
export const foldedText = (text: string): string =>
  isEnglish(text) ? text.toLowerCase() : text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ");

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
  return {
    words: sql`words_vector(${text}, ${sql.lit(weight)})`,
    stems: sql`stems_vector(${text}, ${sql.lit(weight)})`,
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

/**
 * The words of a phrase in order, folded, each cut at 255 characters. What is written without blanks is one word, its
 * characters apart: they are looked for side by side.
 */
export function wordsOf(phrase: string): readonly string[] {
  if (isEnglish(phrase))
    return (
      phrase
        .toLowerCase()
        .match(/[^ ]+/g)
        ?.map((word) => word.slice(0, longestWord)) ?? []
    );
  const text = foldedText(phrase.toWellFormed().replaceAll("\0", " ")).replace(unseen, "").replace(between, " ");
  const words: string[] = [];
  let last: "blank" | "spaced" | "unspaced" = "blank";
  for (const character of text) {
    const kind = character === " " ? "blank" : isUnspaced(character) ? "unspaced" : "spaced";
    if (kind === last && kind !== "blank") words.push(`${words.pop()}${kind === "unspaced" ? " " : ""}${character}`);
    else if (kind !== "blank") words.push(character);
    last = kind;
  }
  return words.map((word) => word.slice(0, longestWord).toWellFormed().trimEnd());
}

/** Tells whether a character, or the first of a word as `wordsOf` has it, is of a script without blanks and so a word by itself. */
export const isUnspaced = (character: string): boolean => character > "\u3000" && unspaced.test(character);

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

/** Words of a phrase that others may stand for; a word that none does is one by itself. */
export interface WordGroup {
  readonly words: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
}

/** As `byStem`, where for the words of a group one of its alternatives may be there, its words one after the other. */
export function byGroups(groups: readonly WordGroup[], joint: "&" | "|"): Lookup {
  const words = groups.flatMap((group) => group.words);
  const plain = groups.filter(({ alternatives }) => alternatives.length === 0);
  if (plain.length === groups.length) return byStem(words, joint);
  return (vectors, weights) => {
    const parts = [
      ...(plain.length > 0
        ? [
            stemsOf(
              plain.flatMap((group) => group.words),
              joint,
              weights,
            ),
          ]
        : []),
      ...groups
        .filter(({ alternatives }) => alternatives.length > 0)
        .map((group) => sql`(${stemsOf(group.words, joint, weights)} || ${anyOf(group.alternatives, weights)})`),
    ];
    const stems = sql`(select ${sql.join(parts, joint === "&" ? sql` && ` : sql` || `)})`;
    const written = asWritten(words, joint, false, weights);
    return sql`(${vectors.stems} @@ ${stems} or numnode(${stems}) = 0 and ${vectors.words} @@ ${written})`;
  };
}

/** One of several alternatives by stem, its words one after the other; never one without a meaning of its own. */
export function byAlternatives(alternatives: WordGroup["alternatives"]): Lookup {
  return ({ stems }, weights) => sql`${stems} @@ (select ${anyOf(alternatives, weights)})`;
}

const anyOf = (alternatives: WordGroup["alternatives"], weights: string): Sql =>
  sql.join(
    alternatives.map((words) => stemsOf(words, "<->", weights)),
    sql` || `,
  );

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
  sql`(select ${stemsOf(words, joint, weights)})`;

const stemsOf = (words: readonly string[], joint: "&" | "|" | "<->", weights: string): Sql =>
  sql`stems_query(${joint === "<->" ? apart(words) : [...new Set(words)]}::text[], ${sql.lit(joint)}, ${sql.lit(weights)})`;

function asWritten(words: readonly string[], joint: "&" | "|" | "<->", prefix: boolean, weights: string): Sql {
  const given = joint === "<->" ? apart(words) : words;
  const marks = (index: number): string => (prefix && index === given.length - 1 ? "*" : "") + weights;
  return sql`(select ${given.map((word, index) => lexeme(word, marks(index))).join(` ${joint} `)}::tsquery)`;
}

/** The characters of words without blanks, each by itself. */
const apart = (words: readonly string[]): readonly string[] => words.flatMap((word) => word.split(" "));

/** Neither quotes nor backslashes occur in a word: they are punctuation. */
function lexeme(word: string, marks: string): string {
  const suffix = marks === "" ? "" : `:${marks}`;
  const parts = word.split(" ").map((part) => `'${part}'${suffix}`);
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(" <-> ")})`;
}
