import assert from "node:assert/strict";
import { test } from "node:test";
import { isId, randomIds, randomText } from "./ids.ts";

test("IDs are 22 characters that can be selected as one word, and none comes twice", () => {
  const ids = Array.from({ length: 20_000 }, () => randomIds.next());
  for (const id of ids) {
    assert.ok(isId(id));
    assert.match(id, /^[^-].{20}[^-]$/);
  }
  assert.equal(new Set(ids).size, ids.length);
});

test("random texts are as long as was asked, across what is drawn at once, and take all characters of their alphabet", () => {
  const seen = new Set<string>();
  for (let bytes = 1; bytes < 400; bytes++) {
    const text = randomText(bytes);
    assert.equal(Buffer.from(text, "base64url").length, bytes);
    if (bytes > 8) assert.ok(!Buffer.from(text, "base64url").equals(Buffer.alloc(bytes)));
    for (const letter of text) seen.add(letter);
  }
  assert.equal(seen.size, 64);
});
