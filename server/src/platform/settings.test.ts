import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startServer } from "../server.ts";
import { FileError } from "./files.ts";
import { readSettings, SettingsError, secretKey } from "./settings.ts";

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "orderwell-settings-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("private addresses may be called only where nobody but this machine is served", () => {
  const allowed = (ORDERWELL_HOST: string, ORDERWELL_URL?: string, ORDERWELL_ALLOW_PRIVATE_TARGETS?: string) =>
    readSettings({ ORDERWELL_HOST, ORDERWELL_URL, ORDERWELL_ALLOW_PRIVATE_TARGETS }).allowPrivateTargets;
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.equal(allowed(host), true, host);
    assert.equal(allowed(host, "http://localhost:4000"), true, host);
    assert.equal(allowed(host, "http://[::1]:4000/base"), true, host);
    for (const url of [
      "https://api.example.com",
      "http://10.0.0.5:4000",
      "https://localhost.example.com",
      "https://127.0.0.1.example.com",
      "https://localhost@example.com",
    ])
      assert.equal(allowed(host, url), false, `${host} behind ${url}`);
    assert.equal(allowed(host, "https://api.example.com", "1"), true);
    assert.equal(allowed(host, undefined, "0"), false);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.5"]) {
    assert.equal(allowed(host), false, host);
    assert.equal(allowed(host, "http://localhost:4000"), false, host);
  }
});

test("the secret key is made once, in a folder and a file that only their owner may read", (t) => {
  const place = join(folder(t), "data");
  const settings = readSettings({ ORDERWELL_DATA: place });
  const key = secretKey(settings);
  assert.ok(key.length >= 43);
  assert.equal(secretKey(settings), key);
  assert.deepEqual(readdirSync(place), ["secret-key"]);
  assert.deepEqual([statSync(place).mode & 0o777, statSync(join(place, "secret-key")).mode & 0o777], [0o700, 0o600]);
});

test("no server starts with a secret key that is empty, blank or cut off, and the file is left alone", async (t) => {
  const place = folder(t);
  for (const left of ["", " \n", "cut off"]) {
    writeFileSync(join(place, "secret-key"), left);
    const settings = readSettings({ ORDERWELL_DATA: place, ORDERWELL_PORT: "0" });
    await assert.rejects(startServer(settings), (error) => error instanceof FileError && /secret-key/.test(`${error}`));
    assert.deepEqual(readdirSync(place), ["secret-key"], "nothing was stored meanwhile");
  }
  for (const ORDERWELL_SECRET_KEY of ["short", " ".repeat(20)])
    assert.throws(() => readSettings({ ORDERWELL_SECRET_KEY }), /ORDERWELL_SECRET_KEY/);
});

test("indexes of products are kept beside an embedded database, with another one only where the operator says, and nowhere without space", () => {
  const kept = (env: Record<string, string>) => readSettings(env).productIndexes;
  const maxBytes = 4_000_000_000;
  assert.deepEqual(kept({ ORDERWELL_DATA: "/data" }), { folder: "/data/product-indexes", maxBytes });
  const DATABASE_URL = "postgres://u@h/d";
  assert.equal(kept({ ORDERWELL_DATA: "/data", DATABASE_URL }), null);
  assert.deepEqual(kept({ DATABASE_URL, ORDERWELL_INDEX_FOLDER: "/x" }), { folder: "/x", maxBytes });
  assert.equal(kept({ ORDERWELL_INDEX_FOLDER: "/x", ORDERWELL_INDEX_MEGABYTES: "0" }), null);
  for (const ORDERWELL_INDEX_MEGABYTES of ["-1", "much", "1.5"])
    assert.throws(() => readSettings({ ORDERWELL_INDEX_MEGABYTES }), /ORDERWELL_INDEX_MEGABYTES/);
});

test("mail needs a server and an address that it is from, and nothing else will do", () => {
  const both = { ORDERWELL_SMTP_URL: "smtps://u:p@mail.example:465", ORDERWELL_MAIL_FROM: "shop@example.com" };
  assert.deepEqual(readSettings(both).mail, { url: both.ORDERWELL_SMTP_URL, from: both.ORDERWELL_MAIL_FROM });
  assert.equal(readSettings({}).mail, undefined);
  for (const wrong of [
    { ORDERWELL_SMTP_URL: both.ORDERWELL_SMTP_URL },
    { ORDERWELL_MAIL_FROM: both.ORDERWELL_MAIL_FROM },
    { ...both, ORDERWELL_SMTP_URL: "http://mail.example" },
    { ...both, ORDERWELL_MAIL_FROM: "Shop <shop@example.com>, other@example.com" },
  ])
    assert.throws(() => readSettings(wrong), /ORDERWELL_(SMTP_URL|MAIL_FROM)/);
});

test("a server that cannot write its secret key says so and does not start", async (t) => {
  const place = folder(t);
  mkdirSync(join(place, "secret-key"));
  const settings = readSettings({ ORDERWELL_DATA: place, ORDERWELL_PORT: "0" });
  await assert.rejects(startServer(settings), (error) => error instanceof FileError && /secret-key/.test(`${error}`));
  const closed = join(place, "file");
  writeFileSync(closed, "");
  await assert.rejects(
    startServer(readSettings({ ORDERWELL_DATA: join(closed, "data"), ORDERWELL_PORT: "0" })),
    /ORDERWELL_DATA/,
  );
  for (const ORDERWELL_SECRET_KEY of ["", "k".repeat(32)])
    await assert.rejects(
      startServer(readSettings({ ORDERWELL_DATA: closed, ORDERWELL_PORT: "0", ORDERWELL_SECRET_KEY })),
      new SettingsError(`The data folder ${closed} is a file: ORDERWELL_DATA names another one`),
    );
});

test("variables that are named like settings and are none are known by their names", () => {
  const env = {
    ORDERWELL_PROT: "4005",
    ORDERWELL_PORT: "4004",
    PATH: "/bin",
    ORDERWELL_DEMO: "",
    ORDERWELL_MAIL_FORM: "",
  };
  assert.deepEqual(readSettings(env).unknown, ["ORDERWELL_PROT", "ORDERWELL_MAIL_FORM"]);
});
