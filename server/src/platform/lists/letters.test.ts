import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import pg from "pg";
import { openDatabase } from "../db/database.ts";
import { foldedText, wordsOf } from "./words.ts";

/** Locales that treat letters in ways of their own: the dotless i, the final sigma. */
const locales = [undefined, "tr-TR", "el-GR", "de-DE"] as const;

/** A database with all tables and functions, in a locale. */
async function databaseIn(t: TestContext, locale: string | undefined): Promise<pg.Client> {
  let client: pg.Client | undefined;
  const options =
    locale === undefined
      ? ""
      : `template template0 locale_provider icu icu_locale '${locale}' lc_collate 'C' lc_ctype 'C'`;
  const url = await scratchDatabase(t, async () => client?.end(), options);
  await (await openDatabase(url)).close();
  client = new pg.Client(url);
  await client.connect();
  return client;
}

/** Texts with their words, as people would divide them. */
const divided: readonly (readonly [text: string, words: readonly string[]])[] = [
  ["Widget™ Foo®Bar", ["widget", "foo", "bar"]],
  ["“quoted” it’s 5×3 10° €20", ["quoted", "it", "s", "5", "3", "10", "20"]],
  ["non\u00a0breaking – dash — and…", ["non", "breaking", "dash", "and"]],
  ["soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]],
  ["SKU-123_a/b", ["sku", "123", "a", "b"]],
  ["STRASSE Straße ΟΔΟΣ", ["strasse", "strasse", "οδοσ"]],
  ["Cafe\u0301 CAFÉ", ["café", "café"]],
  ["TITLE title", ["title", "title"]],
  ["日本語、テスト", ["日", "本", "語", "テ", "ス", "ト"]],
  ["Über-größe №5 ½", ["über", "grösse", "5"]],
  ["한국어 사전", ["한", "국", "어", "사", "전"]],
  ["emoji 🎉party🎉", ["emoji", "party"]],
  ["  ", []],
];

for (const locale of locales)
  test(`text is folded and divided alike whatever the database's locale: ${locale ?? "its own"}`, async (t) => {
    const client = await databaseIn(t, locale);
    for (const [text, words] of divided) {
      const { rows } = await client.query("select words_in($1) as words, folded_text($1) as folded", [text]);
      assert.deepEqual(rows[0].words, words, text);
      assert.equal(rows[0].folded, foldedText(text), text);
      assert.deepEqual(
        wordsOf(text).flatMap((word) => word.split(" ")),
        words,
        text,
      );
    }
    const { rows } = await client.query(
      `select folded_text('I') = 'i' as ascii, folded_text('ς') = folded_text('Σ') as sigma, looks('аdmin') = looks('ADMIN') as looks,
        folded_text('аdmin') = folded_text('admin') as same`,
    );
    assert.deepEqual(rows, [{ ascii: true, sigma: true, looks: true, same: false }]);
  });

test("the server folds and divides every character as the database does", async (t) => {
  const client = await databaseIn(t, undefined);
  const characters = Array.from({ length: 0x3_2000 }, (_, index) => index)
    .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    // Characters that one side does not know yet differ with its version of Unicode.
    .filter((character) => /\p{Assigned}/u.test(character));
  const { rows } = await client.query<{ folded: string; words: string[] }>(
    `select folded_text(c) as folded, words_in('a' || c || 'b') as words from unnest($1::text[]) with ordinality as u (c, n) order by n`,
    [characters],
  );
  const different = characters.filter((character, index) => {
    const own = wordsOf(`a${character}b`).flatMap((word) => word.split(" "));
    return rows[index]?.folded !== foldedText(character) || rows[index]?.words.join(" ") !== own.join(" ");
  });
  // Georgian capitals and a few rare letters are younger than some libraries that databases are built with.
  const young = /[\u1c80-\u1cbf\u2c2f\u2c5f\ua7ae-\ua7ff]/u;
  const common = different.filter((character) => character.length === 1 && !young.test(character));
  assert.deepEqual(common, []);
  assert.ok(different.length < 300, String(different.length));
});

/** The same numbers each time, from 0 to 1. */
function numbers(): () => number {
  let state = 43;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A text of few letters, digits and signs, so that all that may stand side by side does. */
const jumble = (random: () => number, longest: number): string =>
  Array.from({ length: 1 + Math.floor(random() * longest) }, () => {
    const kind = random();
    if (kind < 0.5) return "abcdefsABEß"[Math.floor(random() * 11)];
    if (kind < 0.7) return "012"[Math.floor(random() * 3)];
    return kind < 0.8 ? " " : String.fromCharCode(1 + Math.floor(random() * 127));
  }).join("");

for (const locale of ["tr-TR", undefined])
  test(`vectors hold the words of a text and their stems at their places, and folded JSON all values in small letters: ${locale ?? "no locale"}`, async (t) => {
    const client = await databaseIn(t, locale);
    const random = numbers();
    const texts = [
      ...Array.from({ length: 3_000 }, () => jumble(random, 30)),
      ...Array.from({ length: 30 }, () => jumble(random, 2_000)),
      "",
      "ab ".repeat(12_000),
      `long ${"x".repeat(300)}ings was tested`,
      "12v2s 1e5 1e5c 2.5e10 -3 a_b a.b/c x@y.de <b> &amp; https://example.com/a?b=c",
    ];
    const { rows: vectors } = await client.query(
      `select t from unnest($1::text[]) as x (t) where words_vector(t, 'B') <> coalesce((
          select string_agg('''' || left(word, 255) || ''':' || n || 'B', ' ')
          from unnest(words_in(t)) with ordinality as w (word, n) where n < 16384), '')::tsvector
        or stems_vector(t, 'C') <> coalesce((select string_agg('''' || stem || ''':' || n || 'C', ' ') from (
          select (ts_lexize('english_stem', left(form, 255)))[1] as stem, n
          from unnest(words_in(t)) with ordinality as w (word, n)
          cross join lateral unnest(array[word, plain_letters(word)]) as f (form) where n < 16384) s where stem <> ''), '')::tsvector`,
      [texts],
    );
    assert.deepEqual(vectors, []);
    const values = texts.map((text, index) => ({ [text.slice(0, 9)]: [text, { a: index, b: null }], lower: text }));
    const { rows: folded } = await client.query("select folded_json(v::jsonb) as folded from unnest($1::text[]) v", [
      values.map((value) => JSON.stringify(value)),
    ]);
    const expected = values.map((value) =>
      JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "string" ? foldedText(one) : one)),
    );
    assert.deepEqual(
      folded.map((row) => row.folded),
      expected,
    );
  });
