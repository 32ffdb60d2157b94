import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";

interface Started {
  readonly code: number;
  readonly text: string;
}

/** Runs `start` until it has said where the API is, or ended by itself. */
async function start(env: Readonly<Record<string, string | undefined>>): Promise<Started> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "start"], {
    env: { PATH: process.env.PATH, ORDERWELL_DEMO: "0", ...env },
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    if (text.includes("OpenAPI")) child.kill("SIGTERM");
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, "exit");
  return { code, text };
}

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-start-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const passwordIn = (text: string): string => /Its password +(\S+)/.exec(text)?.[1] ?? "";

test("the first start shows the portal's password once, a later one never", async (t) => {
  const env = {
    DATABASE_URL: await scratchDatabase(t),
    ORDERWELL_DATA: await dataFolder(t),
    ORDERWELL_PORT: "0",
  };
  const first = await start(env);
  assert.equal(first.code, 0, first.text);
  const password = passwordIn(first.text);
  assert.ok(password.length >= 10, first.text);
  assert.equal(first.text.split(password).length, 2, first.text);
  const second = await start(env);
  assert.equal(second.code, 0, second.text);
  assert.doesNotMatch(second.text, /password/i);
});

test("a first start whose port is taken says so and makes nothing, and the next one is the first", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const folder = await dataFolder(t);
  const env = { DATABASE_URL: await scratchDatabase(t), ORDERWELL_DATA: folder };
  const refused = await start({ ...env, ORDERWELL_PORT: String(port) });
  assert.equal(refused.code, 1);
  assert.equal(
    refused.text.trim(),
    `Port ${port} of 127.0.0.1 is taken: ORDERWELL_PORT names another one, 0 takes a free one`,
  );
  assert.deepEqual(await readdir(folder), []);
  const first = await start({ ...env, ORDERWELL_PORT: "0" });
  assert.ok(passwordIn(first.text).length >= 10, first.text);
});

test("a misspelt setting is told at the start, with its name", async (t) => {
  const env = { DATABASE_URL: await scratchDatabase(t), ORDERWELL_DATA: await dataFolder(t), ORDERWELL_PORT: "0" };
  const { code, text } = await start({ ...env, ORDERWELL_PROT: "4005" });
  assert.equal(code, 0, text);
  assert.match(text, /"variables":\["ORDERWELL_PROT"\],"msg":"these variables are no settings/);
});

test("a server that is told to stop ends without a word of complaint, its own database included", async (t) => {
  const { code, text } = await start({ ORDERWELL_DATA: await dataFolder(t), ORDERWELL_PORT: "0" });
  assert.equal(code, 0, text);
  assert.doesNotMatch(text, /"level"/);
});
