import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabaseUrl, until } from "@orderwell/testing";
import pg from "pg";
import { listen } from "./listen.ts";

test("a connection that listens and is ended by the database at the moment that it is closed fails nothing", async () => {
  const url = await testDatabaseUrl();
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  // On a busy machine the database may not have come to it by then.
  for (let [ms, ended] = [500, 0]; ended === 0; ms *= 2) {
    assert.ok(ms < 60_000, "it is not ended");
    const state = { listening: false, lost: 0 };
    const end = await listen(url, ["orderwell_ended"], "orderwell-ended", {
      heard() {},
      listening: () => {
        state.listening = true;
      },
      lost: () => state.lost++,
    });
    await until(() => state.listening, "it does not listen");
    const ending = admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'orderwell-ended'",
    );
    // Meanwhile nothing is read: the database has had its say before the connection is closed.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    await end();
    ended = (await ending).rowCount ?? 0;
    assert.equal(state.lost, 0, "what was given up by oneself is not lost");
  }
  await admin.end();
});
