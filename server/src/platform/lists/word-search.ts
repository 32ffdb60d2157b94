import { type RawBuilder, sql } from "kysely";
import type { Column, Columns, Relation, Sql } from "./columns.ts";
import { jsonText } from "./json-path.ts";
import type { Search, SearchField } from "./list-query.ts";
import { folded, scalarOperand } from "./operand.ts";
import type { SearchSql } from "./search.ts";
import { phraseQuery, searchVector, stemsQuery, type Weight, wordsOf } from "./words.ts";

/**
 * A stored `tsvector` with the words of a row's important fields, each under a weight of its own: the concatenation of
 * `searchVector(field, weight)`.
 */
export interface SearchDocument {
  readonly vector: Sql;
  /** By declared name: `{ ID: "A", Name: "B", Description: "C" }`. */
  readonly weights: Readonly<Record<string, Weight>>;
}

type Test = RawBuilder<boolean>;

/** Relevance of the first, second, … field searched; the rest count as the last. */
const importance = [1, 0.9, 0.5, 0.3, 0.2, 0.1];
/** Words that are counted for relevance. */
const countedWords = 8;

/**
 * Natural-language search: whole words in English, by stem; phrases and prefixes as written.
 *
 * Relevance: a field equal to the phrase, then the phrase within a field, then the number of words found, then where
 * they were found. One index lookup when the document holds every field searched; else vectors made on the fly.
 */
export function wordsSql(search: Search, columns: Columns, document?: SearchDocument): SearchSql {
  const words = wordsOf(search.phrase);
  if (words.length === 0) return { where: sql`false`, ranks: [] };
  const sources = sourcesOf(search.on, columns, document);
  const prefix = search.type === "ExactPhrasePrefix";
  const phrase = sources.inOneField((weights) => phraseQuery(words, prefix, weights));
  const found = {
    AnyTerm: () => sources.inAnyField((weights) => stemsQuery(words, "|", weights)),
    AllTermsAnyField: () => sources.inAnyField((weights) => stemsQuery(words, "&", weights)),
    AllTermsSameField: () => sources.inOneField((weights) => stemsQuery(words, "&", weights)),
    ExactPhrase: () => phrase,
    ExactPhrasePrefix: () => phrase,
  };
  const stems = (weights: string): Sql => stemsQuery(words, "|", weights);
  const counts = words
    .slice(0, countedWords)
    .map((word) => sql`(${sources.inAnyField((weights) => stemsQuery([word], "|", weights))})::int`);
  return {
    where: found[search.type](),
    ranks: [
      sql`case when ${equals(search, columns)} then 2 when ${phrase} then 1 else 0 end`,
      ...(words.length > 1 ? [sql`(${sql.join(counts, sql` + `)})`] : []),
      sources.rank(stems),
    ],
  };
}

/** What is searched, in the two ways it can be: all fields as one text, or each by itself. */
interface Sources {
  inAnyField(query: (weights: string) => Sql): Test;
  inOneField(query: (weights: string) => Sql): Test;
  rank(query: (weights: string) => Sql): Sql;
}

function sourcesOf(on: readonly SearchField[], columns: Columns, document?: SearchDocument): Sources {
  const stored = new Map<Weight, number>();
  const made: { vector: Sql; weight: Weight; relation?: Relation }[] = [];
  const relevance: Partial<Record<Weight, number>> = {};
  const spare = spareWeights(document);
  for (const [index, field] of on.entries()) {
    const weight = (!field.below && document?.weights[field.path.name]) || undefined;
    const assigned = weight ?? spare.shift() ?? "D";
    relevance[assigned] ??= importance[index] ?? importance.at(-1);
    if (weight !== undefined) stored.set(weight, index);
    else made.push({ ...vectorOf(columns.of(field.path), field, assigned), weight: assigned });
  }
  const ofRow = made.filter(({ relation }) => relation === undefined);
  const ofOthers = made.filter(({ relation }) => relation !== undefined);
  const wholeDocument = stored.size === Object.keys(document?.weights ?? {}).length;
  const letters = wholeDocument ? "" : [...stored.keys()].join("");
  const parts = ofRow.map(({ vector }) => vector);
  if (document && stored.size > 0 && ofRow.length > 0) {
    const filter = sql.lit(`{${[...stored.keys()].join(",").toLowerCase()}}`);
    parts.unshift(wholeDocument ? document.vector : sql`ts_filter(${document.vector}, ${filter}::"char"[])`);
  }
  const text = ofRow.length > 0 ? sql`(${sql.join(parts, sql` || `)})` : stored.size > 0 ? document?.vector : undefined;
  const marks = ofRow.length > 0 ? "" : letters;
  const inOthers = (query: Sql): Test[] =>
    ofOthers.map(({ vector, relation }) => sql`${relation?.exists(sql`${vector} @@ ${query}`) ?? sql`false`}`);
  const weights = sql`${sql.lit(`{${(["D", "C", "B", "A"] as const).map((key) => relevance[key] ?? 0).join(",")}}`)}::real[]`;
  return {
    inAnyField: (query) => any([...(text ? [sql<boolean>`${text} @@ ${query(marks)}`] : []), ...inOthers(query(""))]),
    inOneField: (query) =>
      any([
        ...[...stored.keys()].map((weight) => sql<boolean>`${document?.vector} @@ ${query(weight)}`),
        ...ofRow.map(({ vector }) => sql<boolean>`${vector} @@ ${query("")}`),
        ...inOthers(query("")),
      ]),
    rank: (query) => (text ? sql`ts_rank(${weights}, ${text}, ${query(marks)})` : sql`0`),
  };
}

const spareWeights = (document: SearchDocument | undefined): Weight[] => {
  const used = new Set(Object.values(document?.weights ?? {}));
  return (["A", "B", "C", "D"] as const).filter((weight) => !used.has(weight));
};

function vectorOf(column: Column, field: SearchField, weight: Weight): { vector: Sql; relation?: Relation } {
  switch (column.kind) {
    case "scalar":
      return { vector: searchVector(scalarOperand(column, field.path.type).text, weight) };
    case "json":
      return { vector: searchVector(jsonText(column, field.below), weight) };
    case "related":
      return { ...vectorOf(column.column, field, weight), relation: column.relation };
  }
}

/** Whether a field of the row is the phrase and nothing else. */
function equals(search: Search, columns: Columns): Test {
  return any(
    search.on.flatMap(({ path }) => {
      const column = columns.of(path);
      if (column.kind !== "scalar") return [];
      return [sql<boolean>`${folded(scalarOperand(column, path.type).text)} = lower(${search.phrase}::text)`];
    }),
  );
}

const any = (tests: readonly Test[]): Test => (tests.length === 0 ? sql`false` : sql`(${sql.join(tests, sql` or `)})`);
