import assert from "node:assert/strict";
import { test } from "node:test";
import { SecretBox } from "./secret-box.ts";

test("what is sealed opens with the same key and for the same purpose only, and not when it was changed", () => {
  const box = new SecretBox("a secret key for tests only");
  const sealed = box.seal("grüße", "state");
  assert.equal(box.open(sealed, "state"), "grüße");
  assert.equal(box.open(sealed, "password"), undefined);
  assert.equal(new SecretBox("another key").open(sealed, "state"), undefined);
  const changed = (sealed.startsWith("A") ? "B" : "A") + sealed.slice(1);
  for (const forged of [changed, sealed.slice(0, -2), "", "short", "!!!"])
    assert.equal(box.open(forged, "state"), undefined);
  assert.notEqual(box.seal("grüße", "state"), sealed, "equal texts look different");
});
