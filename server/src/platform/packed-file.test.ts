import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { type Packed, purposeOf, readPacked, UpTo, writePacked } from "./packed-file.ts";

const seal = { key: Buffer.alloc(32, 1), purpose: "test" };
const { signal } = new AbortController();

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "orderwell-packed-"));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}

const read = (file: string, from = seal, most = 1e9) => readPacked(file, from, most, signal);

const { packed } = fc.letrec<{ packed: Packed }>((tie) => ({
  packed: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 50 }),
      fc.uint16Array({ maxLength: 50 }),
      fc.uint32Array({ maxLength: 50 }),
      fc.float64Array({ maxLength: 50, noNaN: true }),
    ),
    fc.array(tie("packed"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "left", "words"), tie("packed"), { noNullPrototype: true }),
  ),
}));

test("what is written is read as it was, however its arrays are nested", async (t) => {
  const file = join(folder(t), "f");
  await fc.assert(
    fc.asyncProperty(packed, async (value) => {
      await writePacked(file, seal, value, signal);
      assert.deepEqual(await read(file), value);
    }),
  );
  assert.equal(await purposeOf(file, seal.key), "test");
});

test("arrays of many megabytes are read as they were written", async (t) => {
  const file = join(folder(t), "f");
  const numbers = Uint32Array.from({ length: 6_000_001 }, (_, n) => Math.imul(n, 2_654_435_761));
  const value = { small: new Uint8Array(3), numbers, some: numbers.subarray(5, 2_000_000), empty: new Uint16Array(0) };
  await writePacked(file, seal, value, signal);
  const found = (await read(file)) as typeof value;
  assert.ok(Buffer.from(numbers.buffer).equals(Buffer.from(found.numbers.buffer, found.numbers.byteOffset)));
  assert.deepEqual([found.small, found.empty, found.some.length], [value.small, value.empty, 1_999_995]);
  assert.ok(found.some.every((number, at) => number === numbers[at + 5]));
});

test("a file of which a single byte differs, that ends early or was written with another key or for another purpose is not read", async (t) => {
  const place = folder(t);
  const file = join(place, "f");
  await writePacked(file, seal, { name: "lamps", a: new Uint16Array([1, 2, 3]), b: new Uint32Array(9) }, signal);
  const whole = readFileSync(file);
  const other = join(place, "other");
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 1 << (at % 8);
    writeFileSync(other, changed);
    const found = await read(other);
    // Nothing is told by the bytes between arrays.
    if (found !== undefined) assert.deepEqual(found, await read(file), `byte ${at}`);
  }
  for (let length = 0; length < whole.length; length++) {
    copyFileSync(file, other);
    truncateSync(other, length);
    assert.equal(await read(other), undefined, `${length} bytes`);
  }
  assert.equal(await read(file, { ...seal, key: Buffer.alloc(32, 2) }), undefined);
  assert.equal(await read(file, { ...seal, purpose: "another" }), undefined);
  assert.equal(await read(file, seal, whole.length - 1), undefined, "too large");
  assert.equal(await read(join(place, "none")), undefined);
  assert.ok(await read(file));
});

test("what is put behind numbers, or among places, while they are written is left out", async (t) => {
  const file = join(folder(t), "f");
  const held = new Uint32Array(3_000_000).fill(5);
  const writing = writePacked(file, seal, { places: new UpTo(held, 5), first: held.subarray(0, 10) }, signal);
  await new Promise(setImmediate);
  held.fill(9, 1_000_000);
  await writing;
  const { places } = (await read(file)) as { places: Uint32Array };
  assert.ok(places.subarray(0, 1_000_000).every((number) => number === 5));
  assert.ok(places.every((number) => number === 5 || number === 0));
});

test("only its owner may read a file, and one whose writing is given up leaves nothing", async (t) => {
  const place = folder(t);
  const file = join(place, "f");
  await writePacked(file, seal, { a: new Uint8Array(10) }, signal);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const stopped = new AbortController();
  const writing = writePacked(file, seal, { a: new Uint8Array(50_000_000) }, stopped.signal);
  await new Promise(setImmediate);
  stopped.abort();
  await assert.rejects(writing, { name: "AbortError" });
  assert.deepEqual(readdirSync(place), ["f"]);
  assert.deepEqual(await read(file), { a: new Uint8Array(10) });
});
