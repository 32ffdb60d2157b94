import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Why examples for the shell do not run; false where they do. */
export const withoutShell: string | false =
  spawnSync("bash", ["-c", "command -v curl && command -v jq"]).status !== 0 &&
  "bash, curl or jq is missing: install the packages `bash`, `curl` and `jq`";

/**
 * What stands before each block: `curl` notes how each call ends, `expect` what its status should be. Nobody sleeps here:
 * after `sleep`, `jq` asks again until what it reads from a reply is there.
 */
const prelude = `
set -eu -o pipefail -a
patient=
expect() { echo "expect $1" >>"$NOTES/log"; }
sleep() { patient=yes; }
curl() {
  local reply status
  reply=$(mktemp "$NOTES/reply.XXXXXX")
  printf '%q ' "$@" >"$NOTES/asked"
  status=$(command curl -o "$reply" -w '%{http_code}' "$@")
  echo "$status $reply" >>"$NOTES/log"
  cat "$reply"
}
jq() {
  local value tries=150
  value=$(command jq "$@")
  while [ "$patient$value" = yesnull ] && [ $((tries -= 1)) -gt 0 ]; do
    command sleep 0.1
    value=$(eval "command curl $(cat "$NOTES/asked")" | command jq "$@")
  done
  printf '%s\\n' "$value"
}
`;

/** Bash, in which each block continues with the variables of the one before. */
export class Shell {
  readonly variables: Record<string, string>;
  /** Body of the reply to the last call of the last block. */
  reply: string | undefined;

  constructor(variables: Readonly<Record<string, string>>) {
    this.variables = { ...variables };
  }

  /**
   * Runs the lines of one block. A comment `# => 400` after a call says with which status it ends; without it, the call must
   * succeed.
   *
   * @throws Error for what fails or ends otherwise.
   */
  async run(lines: readonly string[]): Promise<void> {
    const notes = await mkdtemp(join(tmpdir(), "orderwell-guide-"));
    try {
      const block = lines.join("\n").replaceAll(/^# => (\d{3})$/gm, "expect $1");
      await this.#bash(`${prelude}\n${block}\nenv -0 >"$NOTES/variables"`, notes);
      await this.#check(await readFile(join(notes, "log"), "utf8").catch(() => ""));
      const variables = await readFile(join(notes, "variables"), "utf8");
      for (const variable of variables.split("\0")) {
        const [, name, value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(variable) ?? [];
        if (name !== undefined) this.variables[name] = value;
      }
    } finally {
      await rm(notes, { recursive: true, force: true });
    }
  }

  async #bash(script: string, notes: string): Promise<void> {
    const env = { PATH: process.env.PATH, ...this.variables, NOTES: notes };
    const child = spawn("bash", ["-c", script], { env, stdio: ["ignore", "ignore", "pipe"], timeout: 60_000 });
    const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    const [said, code] = await Promise.all([text(child.stderr), exited]);
    assert.equal(code, 0, `bash ended with ${code}: ${said}`);
  }

  /** Compares how calls ended with what the block says, and keeps the last reply. */
  async #check(log: string): Promise<void> {
    const entries = log.split("\n").filter((entry) => entry !== "");
    this.reply = undefined;
    for (const [index, entry] of entries.entries()) {
      const [status = "", file = ""] = entry.split(" ");
      if (status === "expect") {
        assert.match(entries[index - 1] ?? "", /^\d/, `no call whose status could be ${file}`);
        continue;
      }
      this.reply = await readFile(file, "utf8");
      const [, expected] = /^expect (\d+)$/.exec(entries[index + 1] ?? "") ?? [];
      if (expected !== undefined) assert.equal(status, expected, this.reply);
      else assert.ok(Number(status) < 400, `${status} ${this.reply}`);
    }
  }
}
