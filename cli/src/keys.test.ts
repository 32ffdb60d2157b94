import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readSettings, startEmbedded, startServer } from "@orderwell/server";
import { scratchDatabase, until } from "@orderwell/testing";
import { run } from "./run.ts";

test("keys rotate gives servers on the database a new key to sign with, without a restart", async (t) => {
  const ORDERWELL_DATA = await mkdtemp(join(tmpdir(), "orderwell-cli-"));
  const database = await startEmbedded({ dataFolder: ORDERWELL_DATA, log: () => {} });
  const env = { DATABASE_URL: database.url, ORDERWELL_DATA, ORDERWELL_PORT: "0", ORDERWELL_LOG_LEVEL: "silent" };
  const server = await startServer(readSettings(env), undefined, { background: false });
  t.after(async () => {
    await server.stop();
    await database.stop();
    await rm(ORDERWELL_DATA, { recursive: true, force: true });
  });
  const { keys } = server.app;
  const before = keys.signing.kid;
  const written = t.mock.method(process.stdout, "write", () => true);
  assert.equal(await run(["keys", "rotate"], env), 0);
  written.mock.restore();
  await until(() => keys.signing.kid !== before, "the server signs with the old one");
  const { kid } = keys.signing;
  assert.match(String(written.mock.calls[0]?.arguments[0]), new RegExp(kid));
  for (const id of [before, kid]) assert.equal((await fetch(`${server.baseUrl}/oauth/certs/${id}`)).status, 200);
});

test("keys rotate where no server has ever started says so", async (t) => {
  const written = t.mock.method(process.stderr, "write", () => true);
  assert.equal(await run(["keys", "rotate"], { DATABASE_URL: await scratchDatabase(t) }), 1);
  written.mock.restore();
  assert.match(String(written.mock.calls[0]?.arguments[0]), /no key to replace yet/);
});
