import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import pg from "pg";
import { type Account, namespaceAccount, ownAccount, runAs, unprivilegedAccounts } from "./account.ts";
import { findBinaries, linkLibraries, program } from "./binaries.ts";
import { startEmbedded } from "./embedded.ts";

function temporary(t: { after(clean: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "orderwell-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the links to shared libraries are made where no install script has made them", {
  skip: process.platform === "win32",
}, (t) => {
  const native = join(temporary(t), "native");
  cpSync(findBinaries().folder, native, { recursive: true, verbatimSymlinks: true });
  const libraries = join(native, "lib");
  const links = readdirSync(libraries).filter((name) => lstatSync(join(libraries, name)).isSymbolicLink());
  for (const name of links) rmSync(join(libraries, name));
  assert.equal(linkLibraries(native), true);
  for (const name of links) assert.ok(existsSync(join(libraries, name)), name);
  const { stdout } = runAs(ownAccount, program({ folder: native, version: "" }, "postgres"), ["--version"]);
  assert.match(stdout, /PostgreSQL/);
});

test("the unprivileged users root may fall back to are read from the system's list, never root itself", () => {
  const accounts = unprivilegedAccounts(
    "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostgres:x:0:0::/:\n",
  );
  assert.deepEqual(
    accounts.map((account) => account.owner),
    [{ uid: 65534, gid: 65534 }],
  );
});

suite("started by root", { skip: process.getuid?.() === 0 ? false : "only root can change users" }, () => {
  const broken: Account = { ...namespaceAccount, wrap: () => ({ command: "false", args: [] }) };
  const users = unprivilegedAccounts();

  async function useAndStop(dataFolder: string, accounts?: readonly Account[]): Promise<number> {
    const database = await startEmbedded({ dataFolder, log: () => undefined, ...(accounts && { accounts }) });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("create table if not exists visit (id int)");
    await client.query("insert into visit values (1)");
    const { rows } = await client.query<{ visits: string }>("select count(*) as visits from visit");
    await client.end();
    await database.stop();
    return Number(rows[0]!.visits);
  }

  test("without user namespaces PostgreSQL runs as an unprivileged user, also when none is asked for later", async (t) => {
    const folder = temporary(t);
    chmodSync(folder, 0o711);
    const dataFolder = join(folder, "data");
    assert.equal(await useAndStop(dataFolder, [broken, ...users]), 1);
    assert.notEqual(statSync(join(dataFolder, "postgres")).uid, 0);
    assert.equal(await useAndStop(dataFolder), 2);
  });

  test("files go where an unprivileged user can reach them when the data folder is closed to it", async (t) => {
    const folder = temporary(t);
    chmodSync(folder, 0o700);
    const dataFolder = join(folder, "data");
    mkdirSync(dataFolder);
    assert.equal(await useAndStop(dataFolder, [broken, ...users]), 1);
    const link = join(dataFolder, "postgres");
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(await useAndStop(dataFolder), 2);
    rmSync(join(realpathSync(link), ".."), { recursive: true });
  });

  test("the message says what to do when there is no way to run PostgreSQL", async (t) => {
    await assert.rejects(
      useAndStop(temporary(t), [broken]),
      /Start Orderwell as an ordinary user, or set DATABASE_URL/,
    );
  });
});
