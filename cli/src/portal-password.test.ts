import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readSettings, startServer } from "@orderwell/server";
import { scratchDatabase } from "@orderwell/testing";
import { run } from "./run.ts";

test("whoever lost the portal's password gives the account another one, which signs everybody else out", async (t) => {
  const ORDERWELL_DATA = await mkdtemp(join(tmpdir(), "orderwell-cli-"));
  t.after(() => rm(ORDERWELL_DATA, { recursive: true, force: true }));
  const env = {
    DATABASE_URL: await scratchDatabase(t),
    ORDERWELL_DATA,
    ORDERWELL_PORT: "0",
    ORDERWELL_LOG_LEVEL: "silent",
  };
  const reset = async (more: object = {}): Promise<{ code: number; text: string }> => {
    const written = (["stdout", "stderr"] as const).map((name) => t.mock.method(process[name], "write", () => true));
    const code = await run(["portal", "password"], { ...env, ...more });
    const text = written.flatMap(({ mock }) => mock.calls.map(({ arguments: [said] }) => String(said))).join("");
    for (const { mock } of written) mock.restore();
    return { code, text };
  };
  const early = await reset();
  assert.equal(early.code, 1);
  assert.match(early.text, /no portal account yet/);

  const server = await startServer(readSettings(env), undefined, { background: false });
  t.after(() => server.stop());
  const username = String(server.owner?.username);
  const token = async (form: Record<string, string>) =>
    fetch(`${server.baseUrl}/portal/api/v1/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  const signIn = (password: string) => token({ grant_type: "password", username, password });
  const lost = String(server.owner?.password);
  const session = (await (await signIn(lost)).json()) as { access_token: string; refresh_token: string };

  const { code, text } = await reset();
  assert.equal(code, 0, text);
  const [, made = ""] = /Its password +(\S+)/.exec(text) ?? [];
  assert.ok(text.includes(username) && made.length >= 10, text);
  assert.equal((await signIn(lost)).status, 400);
  assert.equal((await signIn(made)).status, 200);
  const { access_token, refresh_token } = session;
  assert.equal((await token({ grant_type: "refresh_token", refresh_token })).status, 400);
  const headers = { authorization: `Bearer ${access_token}` };
  assert.equal((await fetch(`${server.baseUrl}/portal/api/v1/organizations`, { headers })).status, 401);

  assert.equal((await reset({ ORDERWELL_PORTAL_PASSWORD: "chosen by myself" })).code, 0);
  assert.equal((await signIn("chosen by myself")).status, 200);
});
