import { type RawBuilder, sql } from "../db/sql.ts";
import type { Column, Columns, Relation, Sql } from "./columns.ts";
import { jsonAny, jsonText } from "./json-path.ts";
import type { OtherWords, Search, SearchField, SearchType } from "./list-query.ts";
import { folded, leafOperand, scalarOperand } from "./operand.ts";
import {
  byAlternatives,
  byGroups,
  byMeaning,
  byPhrase,
  byStem,
  joined,
  type Lookup,
  rankOf,
  searchVectors,
  underWeights,
  type Vectors,
  type Weight,
  type WordGroup,
  wordsOf,
} from "./words.ts";

/**
 * Stored `tsvector`s with the words of a row's important fields, each under a weight of its own: the concatenation of
 * `searchVectors(field, weight)`. Meant for a GIN index over both.
 */
export interface SearchDocument extends Vectors {
  /** By declared name: `{ ID: "A", Name: "B", Description: "C" }`. */
  readonly weights: Readonly<Record<string, Weight>>;
}

/** A search in SQL. */
export interface SearchSql {
  /** `true` when nothing is searched. */
  readonly where: RawBuilder<boolean>;
  /** Relevance, the most decisive first, each the higher the better; for `orderSql`. */
  readonly ranks: readonly Sql[];
}

type Test = RawBuilder<boolean>;

const importance = [1, 0.9, 0.5, 0.3, 0.2];
/** Relevance of the first, second, … field searched, from 0; the rest count alike. */
export const importanceOf = (index: number): number => importance[index] ?? 0.1;
/** Words that are counted for relevance. */
export const rankedWords = 8;

/**
 * Natural-language search: whole words in English, by stem; phrases and prefixes as written.
 *
 * Relevance: a field equal to the phrase, then the phrase within a field, then the number of words found, then where
 * they were found. All by stem, since a plural asked for is no better found in a description than its singular in a name.
 * One index lookup when the document holds every field searched; else vectors made on the fly.
 */
export function wordsSql(search: Search, columns: Columns, document?: SearchDocument): SearchSql {
  const words = wordsOf(search.phrase);
  const groups = groupsOf(words, othersOf(search));
  if (words.length === 0) return { where: sql`false`, ranks: [] };
  const sources = sourcesOf(search.on, columns, document);
  const prefix = search.type === "ExactPhrasePrefix";
  const phrase = sources.inOneField(byPhrase(words, prefix));
  const isPhrase = equals(search, columns);
  // A field that is the phrase has its words side by side: what has not need not be folded to tell.
  const nearness =
    words.length > 1
      ? sql`case when ${sources.inOneField(byStem(words, "<->"))} then case when ${isPhrase} then 2 else 1 end else 0 end`
      : sql`case when ${isPhrase} then 2 else 0 end`;
  const has = (lookup: Lookup): Sql => sql`(${sources.inAnyField(lookup)})::int`;
  const sum = (counts: readonly Sql[]): Sql => sql`(${sql.join(counts, sql` + `)})`;
  const written = words.slice(0, rankedWords).map((word) => has(byMeaning(word)));
  const others = groups.flatMap(({ alternatives }) => alternatives.flat());
  return {
    where: found(search.type, sources, groups, phrase),
    ranks: [
      nearness,
      ...(words.length > 1
        ? [
            sum(
              rankedGroups(groups).map(({ words: of, alternatives }) => {
                const own = sum(of.map((word) => has(byMeaning(word))));
                if (alternatives.length === 0) return own;
                return sql`greatest(${own}, ${sql.lit(of.length)} * ${has(byAlternatives(alternatives))})`;
              }),
            ),
          ]
        : []),
      ...(others.length > 0 ? [sum(written)] : []),
      sql`(${sources.rank([...words, ...others], prefix)})`,
    ],
  };
}

/** Tells whether other words may stand for those of a search: phrases and prefixes go by what is written. */
export const goesByMeaning = ({ type }: Search): boolean => type !== "ExactPhrase" && type !== "ExactPhrasePrefix";

/** What stands for words of a search. */
export const othersOf = (search: Search): readonly OtherWords[] => (goesByMeaning(search) ? (search.others ?? []) : []);

/** The words of a phrase with what stands for them. */
export function groupsOf(words: readonly string[], others: readonly OtherWords[]): readonly WordGroup[] {
  const groups: WordGroup[] = [];
  let next = 0;
  for (const { at, number, alternatives } of [...others, { at: words.length, number: 0, alternatives: [] }]) {
    for (; next < at; next++) groups.push({ words: [words[next] as string], alternatives: [] });
    if (number > 0) groups.push({ words: words.slice(at, at + number), alternatives });
    next = at + number;
  }
  return groups;
}

/** Groups whose words are counted for relevance. */
export function rankedGroups(groups: readonly WordGroup[]): readonly WordGroup[] {
  let words = 0;
  return groups.filter((group) => {
    words += group.words.length;
    return words - group.words.length < rankedWords;
  });
}

function found(type: SearchType, sources: Sources, groups: readonly WordGroup[], phrase: Test): Test {
  switch (type) {
    case "AnyTerm":
      return sources.inAnyField(byGroups(groups, "|"));
    case "AllTermsAnyField":
      return sources.inAnyField(byGroups(groups, "&"));
    case "AllTermsSameField":
      return sources.inOneField(byGroups(groups, "&"));
    case "ExactPhrase":
    case "ExactPhrasePrefix":
      return phrase;
  }
}

/** Fields to search, in the two ways they can be: all as one text, or each by itself. */
interface Sources {
  inAnyField(lookup: Lookup): Test;
  inOneField(lookup: Lookup): Test;
  rank(words: readonly string[], prefix: boolean): Sql;
}

interface MadeVectors {
  readonly vectors: Vectors;
  readonly relation?: Relation;
}

function sourcesOf(on: readonly SearchField[], columns: Columns, document?: SearchDocument): Sources {
  const stored: Weight[] = [];
  const ofRow: Vectors[] = [];
  const ofOthers: Required<MadeVectors>[] = [];
  const relevance: Partial<Record<Weight, number>> = {};
  const spare = spareWeights(document);
  for (const [index, field] of on.entries()) {
    const known = field.below ? undefined : document?.weights[field.path.name];
    const weight = known ?? spare.shift() ?? "D";
    relevance[weight] ??= importanceOf(index);
    if (known !== undefined) {
      stored.push(known);
      continue;
    }
    const { vectors, relation } = madeVectors(columns.of(field.path), field, weight);
    if (relation === undefined) ofRow.push(vectors);
    else ofOthers.push({ vectors, relation });
  }
  const { text, weights } = wholeText(stored, ofRow, document);
  const inOthers = (lookup: Lookup): Test[] =>
    ofOthers.map(({ vectors, relation }) => relation.exists(lookup(vectors, "")));
  return {
    inAnyField: (lookup) => any([...(text ? [lookup(text, weights)] : []), ...inOthers(lookup)]),
    inOneField: (lookup) =>
      any([
        ...(document ? [underOneWeight(document, stored, lookup)] : []),
        ...ofRow.map((vectors) => lookup(vectors, "")),
        ...inOthers(lookup),
      ]),
    rank: (words, prefix) => {
      const importanceByWeight = sql`${sql.lit(weightsLiteral(relevance))}::real[]`;
      return text ? rankOf(words, prefix, importanceByWeight)(text, weights) : sql`0::real`;
    },
  };
}

/** All fields of the row as one text: the document as it is stored, so that its index serves, unless fields are missing. */
function wholeText(
  stored: readonly Weight[],
  made: readonly Vectors[],
  document: SearchDocument | undefined,
): { text: Vectors | undefined; weights: string } {
  if (document === undefined || stored.length === 0) {
    return { text: made.length === 0 ? undefined : joined(made), weights: "" };
  }
  const whole = stored.length === Object.keys(document.weights).length;
  if (made.length === 0) return { text: document, weights: whole ? "" : stored.join("") };
  return { text: joined([whole ? document : underWeights(document, stored), ...made]), weights: "" };
}

/** In one of the fields of a document; what is in none of them is told by one look at all. */
function underOneWeight(document: SearchDocument, weights: readonly Weight[], lookup: Lookup): Test {
  const one = any(weights.map((weight) => lookup(document, weight)));
  return weights.length < 2 ? one : sql`(${lookup(document, weights.join(""))} and ${one})`;
}

/** In the order PostgreSQL wants them. */
const weightsLiteral = (relevance: Partial<Record<Weight, number>>): string =>
  `{${(["D", "C", "B", "A"] as const).map((weight) => relevance[weight] ?? 0).join(",")}}`;

const spareWeights = (document: SearchDocument | undefined): Weight[] => {
  const used = new Set(Object.values(document?.weights ?? {}));
  return (["A", "B", "C", "D"] as const).filter((weight) => !used.has(weight));
};

function madeVectors(column: Column, field: SearchField, weight: Weight): MadeVectors {
  switch (column.kind) {
    case "scalar":
      return { vectors: searchVectors(scalarOperand(column, field.path.type).text, weight) };
    case "json":
      return { vectors: searchVectors(jsonText(column, field.below), weight) };
    case "related":
      return { ...madeVectors(column.column, field, weight), relation: column.relation };
  }
}

/** Tells whether a field of the row is the phrase and nothing else; of a list, an element. */
function equals(search: Search, columns: Columns): Test {
  const isPhrase = (text: Sql): Test => sql`${folded(text)} = folded_text(${search.phrase}::text)`;
  return any(
    search.on.flatMap(({ path, below }) => {
      const column = columns.of(path);
      if (column.kind === "scalar") return [isPhrase(scalarOperand(column, path.type).text)];
      return column.kind === "json" && !below ? [jsonAny(column, isPhrase(leafOperand(path.type).text))] : [];
    }),
  );
}

const any = (tests: readonly Test[]): Test => (tests.length === 0 ? sql`false` : sql`(${sql.join(tests, sql` or `)})`);
