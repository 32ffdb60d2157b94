import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "./client.ts";
import { beginFollowing } from "./following.ts";

test("whoever begins to follow is told the place of the first answer that is one, and of any refusal but that it is busy", async () => {
  const answers = [503, 503, 200, 503, 403].map((status) => ({ status, body: { Next: "7.-1" } }) as Answer);
  const client = { send: async () => answers.shift() as Answer };
  assert.equal(await beginFollowing(client), "7.-1");
  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 403],
  );
  await assert.rejects(beginFollowing(client), /403/);
});
