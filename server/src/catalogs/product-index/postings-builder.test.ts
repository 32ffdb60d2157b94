import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { atOnce } from "../../platform/slices.ts";
import { type Postings, WordPostings } from "./postings.ts";
import { PostingsBuilder } from "./postings-builder.ts";
import type { NumberedTextsParts } from "./texts.ts";

/** Numbers below a bound, the same ones each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

type Vector = ReadonlyMap<string, readonly number[]>;

const written = (vector: Vector): string =>
  [...vector].map(([term, places]) => `'${term}':${places.map((place) => `${place}B`).join()}`).join(" ");

/** The places of each term, by document. */
function placesOf(vectors: readonly Vector[]): Map<string, Map<number, readonly number[]>> {
  const all = new Map<string, Map<number, readonly number[]>>();
  for (const [document, vector] of vectors.entries())
    for (const [term, places] of vector) all.set(term, (all.get(term) ?? new Map()).set(document, places));
  return all;
}

function foundIn(postings: Postings, term: string): Map<number, readonly number[]> {
  const { from, to } = postings.of(term);
  const found = new Map<number, readonly number[]>();
  for (let entry = from; entry < to; entry++) {
    const begin = postings.positionOf(entry);
    const places = [...postings.positions.subarray(begin, begin + postings.positionsOf(entry))];
    found.set(
      postings.documents[entry]!,
      places.map((place) => place & 0x3fff),
    );
  }
  return found;
}

/** Documents of words of which some share a stem, some are their own stem, some have none, and some stems are written as another word. */
function documents(count: number): { readonly words: Vector[]; readonly stems: Vector[] } {
  const random = numbers(7);
  const stemOf = (word: string): string | undefined => {
    if (word.startsWith("stop")) return undefined;
    if (word === "lamps") return "lamp";
    if (word === "organ") return "lamp0";
    return word.replace(/ing$/, "");
  };
  const known = ["lamp", "lamps", "lamp0", "organ", "stopped", "running", "run", "lonely-ing", "überzug", ""];
  const words: Vector[] = [];
  const stems: Vector[] = [];
  for (let document = 0; document < count; document++) {
    const word = new Map<string, number[]>();
    const stem = new Map<string, number[]>();
    const text = [
      `m${document}`,
      ...Array.from({ length: 6 }, () => known[random(known.length)] || `w${random(40)}ing`),
    ];
    for (const [index, one] of text.entries()) {
      word.set(one, [...(word.get(one) ?? []), index + 1]);
      const meant = stemOf(one);
      if (meant !== undefined) stem.set(meant, [...(stem.get(meant) ?? []), index + 1]);
    }
    words.push(word);
    stems.push(stem);
  }
  return { words, stems };
}

/** Parts as they are read from a file. */
const unpacked = <Parts extends { readonly terms: NumberedTextsParts }>({ terms, ...others }: Parts) => ({
  ...others,
  terms: { ...terms, places: terms.places.array },
});

describe("Postings of words and their stems", () => {
  const { words, stems } = documents(2_000);
  const builder = new PostingsBuilder();
  for (const [document, vector] of words.entries()) builder.add(document, written(vector), written(stems[document]!));
  const built = atOnce(builder.building());
  const read = WordPostings.from(unpacked(built.words.parts));

  for (const [how, postings] of [
    ["as they were built", built],
    ["as they are read from a file", { words: read, stems: read.stems(unpacked(built.stems.parts)) }],
  ] as const)
    it(`tell of each word and each stem where it stands, and of nothing else, ${how}`, () => {
      for (const [which, vectors] of [
        ["words", words],
        ["stems", stems],
      ] as const) {
        const all = placesOf(vectors);
        for (const term of new Set([...placesOf(words).keys(), ...placesOf(stems).keys(), "nothing", "m", "lam"]))
          assert.deepEqual(foundIn(postings[which], term), all.get(term) ?? new Map(), `${which} ${term}`);
      }
    });

  it("hold entries of a stem once more only where no word stands in the same places", () => {
    const entriesOf = (vectors: readonly Vector[]): number => vectors.reduce((sum, { size }) => sum + size, 0);
    const textOf = (places: ReadonlyMap<number, readonly number[]>): string => JSON.stringify([...places]);
    const written = new Set([...placesOf(words).values()].map(textOf));
    const others = [...placesOf(stems)].filter(([, places]) => !written.has(textOf(places)));
    const own = others.reduce((sum, [, { size }]) => sum + size, 0);
    assert.ok(own > 0 && own < entriesOf(stems) / 2);
    assert.equal(built.words.documents.length, entriesOf(words) + own);
  });

  it("are numbered in the order of their bytes, so that what begins alike is side by side", () => {
    const sorted = [...placesOf(words).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      sorted.map((_, place) => built.words.termAt(place)),
      sorted,
    );
    for (const text of ["", "m", "m1", "m19", "m1999", "lamp", "w", "zz", "ü", sorted[0]!, sorted.at(-1)!]) {
      const begun = sorted.filter((term) => term.startsWith(text));
      const before = sorted.filter((term) => Buffer.compare(Buffer.from(term), Buffer.from(text)) < 0).length;
      const from = built.words.placeOf(text);
      assert.deepEqual([from, built.words.endOf(text, from)], [before, before + begun.length], text);
    }
  });
});
