import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, suite, type TestContext, test } from "node:test";
import { until as soon } from "@orderwell/testing";
import pg from "pg";
import type { Account } from "./account.ts";
import { startEmbedded } from "./embedded.ts";
import type { EmbeddedDatabase } from "./embedded-database.ts";
import { readPostmaster, waitUntilGone } from "./postmaster.ts";

/** A PostgreSQL with its log, ended with the test. */
async function start(t: TestContext, dataFolder: string, accounts?: readonly Account[]) {
  const messages: string[] = [];
  const log = (message: string) => messages.push(message);
  const database = await startEmbedded({ dataFolder, log, ...(accounts && { accounts }) });
  t.after(() => database.stop());
  return { database, messages };
}

/** Data folders share one made by initdb, which is most of a first start's time. */
function folder(name = "data", filled = true): string {
  const parent = mkdtempSync(join(tmpdir(), "orderwell-test-"));
  folders.push(parent);
  const dataFolder = join(parent, name);
  if (filled) cpSync(template, dataFolder, { recursive: true });
  return dataFolder;
}

async function ask(database: EmbeddedDatabase, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: "array" });
    return rows.map((row) => String(row[0]));
  } finally {
    await client.end();
  }
}

const until = (condition: () => boolean) => soon(condition, "it does not happen");

const postmasterOf = (dataFolder: string) => readPostmaster(join(dataFolder, "postgres"))!.pid;

const folders: string[] = [];
const template = mkdtempSync(join(tmpdir(), "orderwell-template-"));

suite("the embedded database", { skip: process.platform === "win32" ? "signals differ on Windows" : false }, () => {
  before(async () => {
    const first = await startEmbedded({ dataFolder: template, log: () => undefined });
    await first.stop();
  });
  test.after(() => {
    for (const made of [template, ...folders]) rmSync(made, { recursive: true, force: true });
  });

  test("starts on first use as PostgreSQL 18 with durable settings, Unicode rules and no TCP port", async (t) => {
    const { database } = await start(t, folder("data", false));
    assert.match(database.version, /^18\./);
    assert.equal(database.recovered, false);
    const shown = async (name: string) => (await ask(database, `select current_setting('${name}')`))[0];
    for (const name of ["fsync", "synchronous_commit", "full_page_writes"]) assert.equal(await shown(name), "on");
    assert.equal(await shown("listen_addresses"), "");
    assert.equal(await shown("TimeZone"), "UTC");
    assert.equal(await shown("jit"), "off");
    assert.deepEqual(await ask(database, "select lower('ÄÖŠ') || current_database()"), ["äöšorderwell"]);
    assert.deepEqual(await ask(database, "create extension pg_trgm"), []);
  });

  test("keeps its data over a restart", async (t) => {
    const dataFolder = folder();
    const { database } = await start(t, dataFolder);
    await ask(database, "create table kept as select 'still here' as text");
    await database.stop();
    const { database: again } = await start(t, dataFolder);
    assert.deepEqual(await ask(again, "select text from kept"), ["still here"]);
    assert.equal(again.recovered, false);
  });

  test("runs side by side with another of a different folder", async (t) => {
    const [one, two] = [await start(t, folder()), await start(t, folder())];
    await ask(one.database, "create table only_here (id int)");
    const tables = "select count(*) from pg_tables where tablename = 'only_here'";
    assert.deepEqual(await ask(one.database, tables), ["1"]);
    assert.deepEqual(await ask(two.database, tables), ["0"]);
  });

  test("refuses a folder that another server holds, naming that server", async (t) => {
    const dataFolder = folder();
    await start(t, dataFolder);
    await assert.rejects(
      startEmbedded({ dataFolder, log: () => undefined }),
      new RegExp(`in use by another Orderwell server \\(process ${process.pid}`),
    );
  });

  test("takes over the PostgreSQL of a killed server with every acknowledged row", async (t) => {
    const dataFolder = folder();
    const server = spawn(process.execPath, [new URL("./writing-server.ts", import.meta.url).pathname, dataFolder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: server.stdout })) {
      if (line === "ready") for (let n = 0; n < 200; n++) server.stdin.write(`note ${n}\n`);
      else acknowledged.push(line);
      if (acknowledged.length === 50) {
        server.kill("SIGKILL");
        break;
      }
    }
    await until(() => server.signalCode !== null);
    const orphan = postmasterOf(dataFolder);
    const { database, messages } = await start(t, dataFolder);
    assert.equal(postmasterOf(dataFolder), orphan);
    assert.ok(messages.some((message) => message.includes("took over")));
    assert.equal(database.recovered, false);
    const stored = new Set(await ask(database, "select text from note"));
    assert.deepEqual(
      acknowledged.filter((text) => !stored.has(text)),
      [],
    );
  });

  test("ends a leftover PostgreSQL that does not answer, and starts a new one", async (t) => {
    const dataFolder = folder();
    const server = spawn(process.execPath, [new URL("./writing-server.ts", import.meta.url).pathname, dataFolder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    for await (const _ of createInterface({ input: server.stdout })) break;
    server.kill("SIGKILL");
    await until(() => server.signalCode !== null);
    const orphan = readPostmaster(join(dataFolder, "postgres"))!;
    rmSync(orphan.socketFolder, { recursive: true });
    const { database } = await start(t, dataFolder);
    assert.notEqual(postmasterOf(dataFolder), orphan.pid);
    assert.deepEqual(await ask(database, "select 1"), ["1"]);
  });

  test("starts a PostgreSQL that died again at the same address and reports the recovery", async (t) => {
    const dataFolder = folder();
    const { database, messages } = await start(t, dataFolder);
    await ask(database, "create table survives as select 1 as id");
    const { url } = database;
    process.kill(postmasterOf(dataFolder), "SIGKILL");
    await until(() => messages.includes("PostgreSQL runs again"));
    assert.equal(database.url, url);
    assert.equal(database.recovered, true);
    assert.deepEqual(await ask(database, "select id from survives"), ["1"]);
  });

  test("reports the recovery after both server and PostgreSQL were killed", async (t) => {
    const dataFolder = folder();
    const { database } = await start(t, dataFolder);
    await database.stop();
    const server = spawn(process.execPath, [new URL("./writing-server.ts", import.meta.url).pathname, dataFolder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    for await (const _ of createInterface({ input: server.stdout })) break;
    const pid = postmasterOf(dataFolder);
    server.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await waitUntilGone(pid, 5_000);
    await until(() => server.signalCode !== null);
    const { database: again, messages } = await start(t, dataFolder);
    assert.equal(again.recovered, true);
    assert.ok(messages.some((message) => message.includes("had not been shut down properly")));
  });

  test("does not wait for a foreign process that now has the number of its dead PostgreSQL", async (t) => {
    const dataFolder = folder();
    const { database } = await start(t, dataFolder);
    const file = join(dataFolder, "postgres", "postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await database.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    const { database: again } = await start(t, dataFolder);
    assert.deepEqual(await ask(again, "select 1"), ["1"]);
  });

  test("works in a folder whose path is longer than a socket's may be, with spaces and letters beyond ASCII", async (t) => {
    const dataFolder = folder(join("Żółty obchód 'quoted' \"twice\", 商店", "x".repeat(120)), false);
    const { database } = await start(t, dataFolder);
    assert.deepEqual(await ask(database, "select 1"), ["1"]);
  });

  test("leaves no process and no socket folder behind when stopped", async (t) => {
    const dataFolder = folder();
    const { database } = await start(t, dataFolder);
    const postmaster = readPostmaster(join(dataFolder, "postgres"))!;
    await Promise.all([database.stop(), database.stop()]);
    assert.equal(await waitUntilGone(postmaster.pid, 0), true);
    assert.equal(existsSync(postmaster.socketFolder), false);
  });
});
