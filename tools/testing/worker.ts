// Runs test files one after another in one process, as `run-suite.ts` hands them out, each as a suite: a server, once started
// and warm, serves them all.
import { after, describe } from "node:test";
import { endFile, endProcess } from "../../testing/src/endings.ts";

/** A file may take this long before what it has not done counts as failed. */
const timeout = 300_000;

process.on("message", (message: { readonly file: string } | "end") => {
  if (message === "end") {
    void endProcess().finally(() => process.disconnect?.());
    return;
  }
  const { file } = message;
  void describe(file, { timeout }, async () => {
    try {
      await import(file);
    } finally {
      after(endFile);
    }
  });
});
