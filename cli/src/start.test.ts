import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";

test("the first start shows the portal's password once, a later one never", async (t) => {
  const ORDERWELL_DATA = await mkdtemp(join(tmpdir(), "orderwell-start-"));
  t.after(() => rm(ORDERWELL_DATA, { recursive: true, force: true }));
  const DATABASE_URL = await scratchDatabase(t);
  const env = { PATH: process.env.PATH, DATABASE_URL, ORDERWELL_DATA, ORDERWELL_PORT: "0", ORDERWELL_DEMO: "0" };
  const started = async (): Promise<string> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "start"], { env });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("OpenAPI")) child.kill("SIGTERM");
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    const [code] = await once(child, "exit");
    assert.equal(code, 0, text);
    return text;
  };
  const first = await started();
  const [, password = ""] = /Its password +(\S+)/.exec(first) ?? [];
  assert.ok(password.length >= 10, first);
  assert.equal(first.split(password).length, 2, first);
  assert.doesNotMatch(await started(), /password/i);
});
