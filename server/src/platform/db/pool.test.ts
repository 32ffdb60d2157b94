import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { testDatabaseUrl } from "@orderwell/testing";
import { createPool } from "./pool.ts";

test("a connection that breaks while nobody uses it is reported without what belongs to the connection", async (t) => {
  const broken = new EventTarget();
  let reported: Error | undefined;
  const pool = createPool(await testDatabaseUrl(), {
    size: 2,
    onError(error) {
      reported = error;
      broken.dispatchEvent(new Event("broken"));
    },
  });
  t.after(() => pool.end());
  const [one, other] = await Promise.all([pool.connect(), pool.connect()]);
  const { rows } = await one.query<{ pid: number }>("select pg_backend_pid() as pid");
  one.release();
  const heard = once(broken, "broken");
  await other.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  other.release();
  await heard;
  assert.equal((reported as { code?: string } | undefined)?.code, "57P01");
  assert.ok(!("client" in (reported ?? {})));
});
