import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { run } from "./run.ts";

/** What a command line writes, and its exit code. Nothing can be reached: whatever tried to work would fail. */
async function called(t: TestContext, ...args: string[]) {
  const env = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", ORDERWELL_DATA: "/dev/null/none" };
  const written = { stdout: "", stderr: "" };
  const mocks = (["stdout", "stderr"] as const).map((name) =>
    t.mock.method(process[name], "write", (text: string) => {
      written[name] += text;
      return true;
    }),
  );
  try {
    return { code: await run(args, env), ...written };
  } finally {
    for (const mock of mocks) mock.mock.restore();
  }
}

const commands = ["start", "migrate", "keys rotate", "seed", "import", "export"];

test("every command tells what it does when it is asked to, and does nothing else", async (t) => {
  for (const name of commands)
    for (const line of [`${name} --help`, `${name} -h`, `help ${name}`]) {
      const { code, stdout, stderr } = await called(t, ...line.split(" "));
      assert.deepEqual([code, stderr], [0, ""], line);
      assert.ok(stdout.startsWith(`orderwell ${name}`), line);
      assert.ok(stdout.length > 150, line);
    }
  const seeds = await called(t, "seed", "file.yml", "-i", "x", "--help");
  assert.match(seeds.stdout, /-i MARKETPLACE/);
});

test("the list of commands is shown to who asks for it", async (t) => {
  for (const line of [[], ["help"], ["--help"], ["-h"]]) {
    const { code, stdout, stderr } = await called(t, ...line);
    assert.deepEqual([code, stderr], [0, ""]);
    for (const name of commands) assert.match(stdout, new RegExp(`^  ${name}\\b`, "m"));
  }
  assert.match((await called(t, "keys", "--help")).stdout, /orderwell keys rotate/);
});

test("what is not understood changes nothing, is told, and ends with 2", async (t) => {
  for (const line of [
    "begin",
    "keys",
    "keys delete",
    "migrate now",
    "keys rotate all",
    "start --port 80",
    "seed",
    "seed x.yml",
    "seed --what",
    "seed x.yml y.yml -i x -u x -p x",
    "export -i x -u x -p x Products",
    "import x.jsonl y.jsonl -i x -u x -p x",
  ]) {
    const { code, stdout, stderr } = await called(t, ...line.split(" "));
    assert.deepEqual([code, stdout], [2, ""], line);
    assert.match(stderr, /orderwell/i, line);
  }
});
