import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { createWhole, FileError, keptSecret, writeWhole } from "./files.ts";

const module = join(import.meta.dirname, "files.ts");

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "orderwell-files-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Runs a script on the functions in a process of its own. */
const script = (code: string) => [
  "--input-type=module",
  "--eval",
  `const { keptSecret, writeWhole } = await import(${JSON.stringify(module)}); ${code}`,
];

test("a file is written for its owner alone, and what replaces it keeps its mode", (t) => {
  const file = join(folder(t), "kept");
  writeWhole(file, "one");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const shared = join(folder(t), "shared");
  writeFileSync(shared, "one", { mode: 0o644 });
  writeWhole(shared, "two");
  assert.deepEqual([readFileSync(shared, "utf8"), statSync(shared).mode & 0o777], ["two", 0o644]);
});

test("a file that cannot be written is reported by name, and nothing of it is left", (t) => {
  const place = folder(t);
  const file = join(place, "taken");
  mkdirSync(file);
  assert.throws(
    () => writeWhole(file, "text"),
    (error: Error) => error instanceof FileError && error.message.includes(file),
  );
  assert.throws(() => writeWhole(join(place, "nowhere", "file"), "text"), FileError);
  assert.deepEqual(readdirSync(place), ["taken"]);
});

test("on a full disk a file stays what it was, and a secret is not made", {
  skip: process.platform === "win32",
}, (t) => {
  const place = folder(t);
  const file = join(place, "kept");
  writeWhole(file, "before");
  const code = `
    for (const write of [() => writeWhole(${JSON.stringify(file)}, "after"), () => keptSecret(${JSON.stringify(join(place, "secret"))}, 16, () => "a secret that is long enough")])
      try { write(); console.log("written"); } catch (error) { console.log(error.message); }`;
  // No file may grow: what a write then meets is what it meets on a full disk.
  const limited = 'trap "" XFSZ; ulimit -f 0; exec "$@"';
  const { stdout } = spawnSync("/bin/sh", ["-c", limited, "sh", process.execPath, ...script(code)], {
    encoding: "utf8",
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" },
  });
  assert.match(stdout, /^The file \S+kept cannot be written: .*\nThe file \S+secret cannot be written: .*\n$/);
  assert.deepEqual([readFileSync(file, "utf8"), readdirSync(place)], ["before", ["kept"]]);
});

test("a file that is there already stays", (t) => {
  const file = join(folder(t), "kept");
  createWhole(file, "first");
  createWhole(file, "second");
  assert.equal(readFileSync(file, "utf8"), "first");
});

test("a secret is made once, whoever asks first", async (t) => {
  const file = join(folder(t), "secret");
  const code = `
    const { randomUUID } = await import("node:crypto");
    console.log(keptSecret(${JSON.stringify(file)}, 16, randomUUID));`;
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, script(code), { encoding: "utf8" })),
  );
  assert.equal(new Set(runs.map(({ stdout }) => stdout)).size, 1);
  assert.equal(`${keptSecret(file, 16, () => "another one, later")}\n`, runs[0]?.stdout);
});

test("a secret that was cut off is no secret, and nothing takes its place", (t) => {
  const file = join(folder(t), "secret");
  for (const left of ["", "\n", "short"]) {
    writeFileSync(file, left);
    assert.throws(
      () => keptSecret(file, 16, () => "a secret that is long enough"),
      (error: Error) => error instanceof FileError && error.message.includes(file),
    );
    assert.equal(readFileSync(file, "utf8"), left);
  }
});
