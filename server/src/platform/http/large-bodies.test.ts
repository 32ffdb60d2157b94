import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../errors/api-error.ts";
import { announcedBytes, LargeBodies } from "./large-bodies.ts";

const megabytes = 1024 * 1024;
const code = (work: () => unknown): string => {
  try {
    work();
    return "taken";
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error.code;
  }
};

test("large bodies take 64 MB together and 16 MB of one marketplace, and room that is given back can be taken again", () => {
  const bodies = new LargeBodies();
  const taken = ["a", "b", "c", "d"].flatMap((id) => [1, 2, 3, 4].map(() => bodies.take(id, 4 * megabytes)));
  assert.equal(
    code(() => bodies.take("a", 1)),
    "TooManyRequests",
  );
  assert.equal(
    code(() => bodies.take("e", 1)),
    "Api.Busy",
  );
  taken[0]?.();
  assert.equal(
    code(() => bodies.take("e", 2 * megabytes)),
    "taken",
  );
  assert.equal(
    code(() => bodies.take("a", 2 * megabytes)),
    "taken",
  );
  assert.equal(
    code(() => bodies.take("a", 3 * megabytes)),
    "TooManyRequests",
  );
  assert.equal(
    code(() => bodies.take("e", 1)),
    "Api.Busy",
  );
});

test("a body that does not say how large it is, or is compressed, counts as the largest, and none as nothing", () => {
  assert.equal(announcedBytes({ "content-length": "70", "content-encoding": "gzip" }), 4 * megabytes);
  assert.equal(announcedBytes({ "content-length": "0", "content-encoding": "gzip" }), 0);
  assert.equal(announcedBytes({ "content-encoding": "gzip" }), 0);
  assert.equal(announcedBytes({ "transfer-encoding": "chunked" }), 4 * megabytes);
  assert.equal(announcedBytes({ "content-length": "9000000" }), 4 * megabytes);
  assert.equal(announcedBytes({ "content-length": "70000" }), 70_000);
  assert.equal(announcedBytes({}), 0);
});
