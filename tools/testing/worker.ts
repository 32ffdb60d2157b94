// Runs test files one after another in one process, as `run-suite.ts` hands them out, each as a suite: a server, once started
// and warm, serves them all.
import { createRequire } from "node:module";
import { after, describe } from "node:test";
import fc from "fast-check";
import { endFile, endProcess } from "../../testing/src/endings.ts";

/** A file may take this long before what it has not done counts as failed. */
const timeout = 900_000;

/** Loads at once: what a file registers after an `await` at its top would belong to nothing. Such files are refused. */
const load = createRequire(import.meta.url);

fc.configureGlobal({ seed: Number(process.env.ORDERWELL_TEST_SEED) });
// Processes that tests start are none of its kind.
delete process.env.ORDERWELL_TEST_SEED;

process.on("message", (message: { readonly file: string } | "end") => {
  if (message === "end") {
    void endProcess().finally(() => process.disconnect?.());
    return;
  }
  void describe(message.file, { timeout }, () => {
    after(endFile);
    load(message.file);
  });
});
