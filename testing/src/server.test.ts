import assert from "node:assert/strict";
import { test } from "node:test";
import { serverApart, serverAt, testServer } from "./server.ts";

test("a server is found by its address until it is stopped", async () => {
  const ends: (() => unknown)[] = [];
  const apart = await serverApart({ after: (end) => ends.push(end) });
  assert.equal((await serverAt(apart)).app, apart.app);
  for (const end of ends) await end();
  assert.equal(await serverAt(apart), await testServer());
});
