import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { runSuite } from "./run-suite.ts";

test("an error that an operation does not declare fails the file, also while a hook waits for the answer", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-suite-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "hook.test.mjs");
  const declared = pathToFileURL(join(import.meta.dirname, "../../testing/src/declared-errors.ts"));
  await writeFile(
    file,
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
  // A process of the test runner's own would tell its parent of its tests in another way.
  const { NODE_TEST_CONTEXT: context } = process.env;
  delete process.env.NODE_TEST_CONTEXT;
  const said: string[] = [];
  t.mock.method(console, "log", (text: string) => void said.push(text));
  const { failed } = await runSuite([file], t.signal);
  t.mock.restoreAll();
  if (context !== undefined) process.env.NODE_TEST_CONTEXT = context;
  assert.ok(failed > 0, said.join("\n"));
  assert.match(said.join("\n"), /Me\.Get answered IdExists, which it does not declare/);
});
