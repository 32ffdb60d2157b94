import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { runSuite } from "./run-suite.ts";

/** Runs a file of this text. @returns what was said, and how many tests failed. */
async function run(
  t: TestContext,
  text: string,
  seed?: number,
): Promise<{ readonly said: string; readonly failed: number }> {
  // Within the repository, so that what the file imports is found.
  const cache = join(import.meta.dirname, "../../node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "suite-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "some.test.mjs");
  await writeFile(file, text);
  // A process of the test runner's own would tell its parent of its tests in another way.
  const { NODE_TEST_CONTEXT: context } = process.env;
  delete process.env.NODE_TEST_CONTEXT;
  const said: string[] = [];
  const { mock } = t.mock.method(console, "log", (line: string) => void said.push(line));
  const { failed } = await runSuite([file], t.signal, seed);
  mock.restore();
  if (context !== undefined) process.env.NODE_TEST_CONTEXT = context;
  return { said: said.join("\n"), failed };
}

test("an error that an operation does not declare fails the file, also while a hook waits for the answer", async (t) => {
  const declared = pathToFileURL(join(import.meta.dirname, "../../testing/src/declared-errors.ts"));
  const { said, failed } = await run(
    t,
    `import { channel } from "node:diagnostics_channel";
    import { before, test } from "node:test";
    import { setTimeout as pause } from "node:timers/promises";
    import { holdToDeclaredErrors } from "${declared.href}";
    before(async () => {
      holdToDeclaredErrors();
      channel("orderwell:refusal").publish({ operation: "Me.Get", entries: [{ ErrorCode: "IdExists", Data: null }] });
      await pause(10);
    });
    test("passes", () => {});`,
  );
  assert.ok(failed > 0, said);
  assert.match(said, /Me\.Get answered IdExists, which it does not declare/);
});

test("tests draw the same at random in every run, and other things with another seed, which a failure tells", async (t) => {
  const drawing = `import { test } from "node:test";
    import fc from "fast-check";
    test("draws", () => { throw new Error("drew " + fc.sample(fc.integer(), 3)); });`;
  const drawn = async (seed?: number) => /drew \S+/.exec((await run(t, drawing, seed)).said)?.[0];
  const first = await drawn();
  assert.match(first ?? "", /^drew -?\d/);
  assert.equal(await drawn(), first);
  assert.notEqual(await drawn(2), first);
  assert.match((await run(t, drawing, 3)).said, /--seed 3 /);
});
