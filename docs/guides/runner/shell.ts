import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Why examples for the shell do not run; false where they do. */
export const withoutShell: string | false =
  spawnSync("bash", ["-c", "command -v curl && command -v jq"]).status !== 0 &&
  "bash, curl or jq is missing: install the packages `bash`, `curl` and `jq`";

/**
 * What stands around each block: a call must succeed, unless `expect` follows it. Nobody sleeps here: after `sleep`, `jq` asks
 * again until what it reads from a reply is there.
 */
const around = (block: string): string => `
set -eu -o pipefail -a
cd "$NOTES"
fail() { echo "$1" >&2; exit 1; }
check() { [ "$(cat status)" "$@" ] || fail "$(cat status reply), not $*"; rm status; }
succeeded() { [ ! -e status ] || check -lt 400; }
expect() { [ -e status ] || fail "no call whose status could be $1"; check -eq "$1"; }
sleep() { patient=yes; }
curl() {
  succeeded
  printf '%q ' "$@" >asked
  command curl -o reply -w '%{http_code}' "$@" >status
  cat reply
}
jq() {
  local value tries=150
  value=$(command jq "$@")
  while [ "\${patient-}$value" = yesnull ] && [ $((tries -= 1)) -gt 0 ]; do
    command sleep 0.1
    value=$(eval "command curl $(cat asked)" | command jq "$@")
  done
  echo "$value"
}
${block}
succeeded
command jq -n env >variables`;

/**
 * Runs one block in bash, with variables that it changes for those after it. A comment `# => 400` after a call says with
 * which status it ends; without it, the call must succeed. Returns the body of the reply to the last call.
 *
 * @throws Error for what fails or ends otherwise.
 */
export async function bash(block: string, variables: Record<string, string>): Promise<string | undefined> {
  await using notes = await mkdtempDisposable(join(tmpdir(), "orderwell-guide-"));
  const read = (file: string): Promise<string> => readFile(join(notes.path, file), "utf8");
  const script = around(block.replaceAll(/^# => (\d{3})$/gm, "expect $1"));
  const env = { PATH: process.env.PATH, ...variables, NOTES: notes.path };
  const child = spawn("bash", ["-c", script], { env, stdio: ["ignore", "ignore", "pipe"], timeout: 300_000 });
  const [said, [code, signal]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(code ?? signal, 0, `bash ended with ${code ?? signal}: ${said}`);
  for (const [name, value] of Object.entries<string>(JSON.parse(await read("variables"))))
    if (/^[A-Z][A-Z0-9_]*$/.test(name)) variables[name] = value;
  // Awaited here: the folder goes as soon as this returns.
  return await read("reply").catch(() => undefined);
}
