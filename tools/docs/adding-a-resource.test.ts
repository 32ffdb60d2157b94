import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { changed, copyRepository, misfits, stepsOf, writeStep } from "./walkthrough.ts";

const root = resolve(import.meta.dirname, "../..");

test("whoever follows docs/adding-a-resource.md ends with a resource that works", async (t) => {
  const copy = mkdtempSync(join(tmpdir(), "orderwell-walkthrough-"));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  copyRepository(root, copy);
  for (const step of stepsOf(readFileSync(join(root, "docs/adding-a-resource.md"), "utf8")))
    if (step.file !== undefined) writeStep(copy, step);
    else await run(copy, step.text, t.signal);
});

/** Runs commands as somebody would in that folder, on a database of its own. */
async function run(folder: string, commands: string, signal: AbortSignal): Promise<void> {
  // A test's process tells its children to report to it, and which database it uses.
  const { NODE_TEST_CONTEXT: _, ORDERWELL_TEST_DATABASE_URL: __, PATH, ...rest } = process.env;
  const env = { ...rest, PATH: `${join(folder, "node_modules/.bin")}${delimiter}${PATH}` };
  const started = spawn(commands.trim().replaceAll("\n", " && "), { cwd: folder, env, shell: true, signal });
  const [said, complained, [status]] = await Promise.all([
    text(started.stdout),
    text(started.stderr),
    once(started, "close"),
  ]);
  assert.equal(status, 0, `${commands}\n${said}\n${complained}`);
}

test("a change is made at one place, or not at all", () => {
  assert.equal(changed("a\nb\nc\n", " a\n-b\n+x\n", "f"), "a\nx\nc\n");
  assert.equal(changed("a\nb\nc\n", "+0\n a\n…\n c\n+d\n", "f"), "0\na\nb\nc\nd\n");
  assert.throws(() => changed("a\na\n", " a\n+b\n", "f"), /f has 2 places/);
  assert.throws(() => changed("a\n", " z\n+b\n", "f"), /f has 0 places/);
});

test("steps that the repository has outgrown are told before anything is copied", () => {
  const step = (file: string, text = " x\n+y\n") => ({ kind: text.startsWith(" ") ? "diff" : "ts", file, text });
  const files: Readonly<Record<string, string>> = {
    "a.ts": "old\n",
    "b.ts": "z\n",
    "server/migrations/0001_a.sql": "",
  };
  const steps = [step("a.ts", "new\n"), step("b.ts"), step("c.ts"), step("server/migrations/0001_b.sql", "create\n")];
  assert.deepEqual(
    misfits(steps, new Set(Object.keys(files)), (file) => files[file] as string).map((misfit) => misfit.split("\n")[0]),
    [
      "a.ts is there already",
      "b.ts has 0 places, not one, that read:",
      "c.ts is not there",
      "server/migrations/0001_b.sql should have the number 2",
    ],
  );
  assert.deepEqual(
    misfits(steps.slice(0, 3), new Set(Object.keys(files)), (file) => files[file] as string),
    [],
    "all is there that they make",
  );
});
