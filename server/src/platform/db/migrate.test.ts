import assert from "node:assert/strict";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { scratchDatabase } from "@orderwell/testing";
import type pg from "pg";
import { migrate } from "./migrate.ts";
import { migrationsFolder, readMigrations, schemaFile } from "./migration-files.ts";
import { createPool } from "./pool.ts";
import { dumpSchema } from "./schema-dump.ts";
import { fillEveryTable } from "./testing/every-table.ts";

async function emptyDatabase(t: TestContext): Promise<pg.Pool> {
  let pool: pg.Pool | undefined;
  const url = await scratchDatabase(t, async () => pool?.end());
  pool = createPool(url);
  return pool;
}

async function emptyFolder(t: TestContext): Promise<URL> {
  const path = await mkdtemp(join(tmpdir(), "orderwell-migrations-"));
  t.after(() => rm(path, { recursive: true }));
  return pathToFileURL(`${path}/`);
}

/** Made-up migrations of tables that the security of tenants builds on. */
async function madeUp(t: TestContext, files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = await emptyFolder(t);
  const base = `create table marketplace (id text primary key);
    create table client_directory (client_id text primary key, marketplace_id text not null);
    comment on table client_directory is 'platform';`;
  for (const [name, text] of Object.entries({ "0001_base.sql": base, ...files }))
    await writeFile(new URL(name, folder), text);
  return folder;
}

const applied = async (pool: pg.Pool): Promise<string[]> =>
  (await pool.query<{ name: string }>("select name from migration order by name")).rows.map(({ name }) => name);

test("all migrations on an empty database give exactly the committed schema, on every version", async (t) => {
  const pool = await emptyDatabase(t);
  assert.ok((await migrate(pool)).length > 0);
  assert.deepEqual(await migrate(pool), [], "a second run has nothing to do");
  assert.equal(await dumpSchema(pool), await readFile(schemaFile, "utf8"));
});

test("rows of every table, as each earlier schema held them, migrate to the committed one", async (t) => {
  const folder = await emptyFolder(t);
  const pool = await emptyDatabase(t);
  for (const [index, { name }] of (await readMigrations(migrationsFolder)).entries())
    await t.test(`up to ${name}`, async () => {
      await copyFile(new URL(name, migrationsFolder), new URL(name, folder));
      assert.deepEqual(await migrate(pool, folder), [name]);
      assert.ok((await fillEveryTable(pool, index + 1)).length > 70, "every table has a row");
    });
  assert.equal(await dumpSchema(pool), await readFile(schemaFile, "utf8"));
});

test("further migrations are applied to what a database holds, and secure what they add", async (t) => {
  const pool = await emptyDatabase(t);
  const folder = await madeUp(t, { "0002_a.sql": "create table a (marketplace_id text not null)" });
  assert.deepEqual(await migrate(pool, folder), ["0001_base.sql", "0002_a.sql"]);
  await pool.query("insert into a values ('kept')");
  await writeFile(
    new URL("0003_b.sql", folder),
    "alter table a add column n int not null default 7; create table b (marketplace_id text)",
  );
  assert.deepEqual(await migrate(pool, folder), ["0003_b.sql"]);
  assert.deepEqual((await pool.query("select * from a")).rows, [{ marketplace_id: "kept", n: 7 }]);
  const { rows } = await pool.query("select relname from pg_class where relforcerowsecurity order by 1");
  assert.deepEqual(rows, [{ relname: "a" }, { relname: "b" }]);
});

test("a migration that fails changes nothing, keeps those before it, and can be mended", async (t) => {
  const pool = await emptyDatabase(t);
  const folder = await madeUp(t, { "0002_a.sql": "create table a (); create table a ()" });
  await assert.rejects(migrate(pool, folder), /0002_a\.sql failed: relation "a" already exists/);
  assert.deepEqual(await applied(pool), ["0001_base.sql"]);
  await writeFile(new URL("0002_a.sql", folder), "create table a ()");
  assert.deepEqual(await migrate(pool, folder), ["0002_a.sql"]);
});

test("a migration that changes after it was applied is refused", async (t) => {
  const pool = await emptyDatabase(t);
  const folder = await madeUp(t, { "0002_a.sql": "create table a ()" });
  await migrate(pool, folder);
  await writeFile(new URL("0002_a.sql", folder), "create table a (n int)");
  await assert.rejects(migrate(pool, folder), /0002_a\.sql has changed after it was applied/);
});

test("a migration whose number comes before one that the database holds is refused", async (t) => {
  const pool = await emptyDatabase(t);
  await migrate(pool, await madeUp(t, { "0002_b.sql": "create table b ()" }));
  const folder = await madeUp(t, { "0002_a.sql": "create table a ()", "0003_b.sql": "create table b ()" });
  await assert.rejects(migrate(pool, folder), /another version: it holds 0002_b\.sql/);
  await pool.query("update migration set name = '0003_b.sql' where name = '0002_b.sql'");
  await assert.rejects(migrate(pool, folder), /0002_a\.sql comes too late: the database holds 0003_b\.sql/);
  assert.deepEqual(await applied(pool), ["0001_base.sql", "0003_b.sql"]);
});

test("numbers that are missing or doubled are refused before anything is applied", async (t) => {
  const pool = await emptyDatabase(t);
  for (const name of ["0003_gap.sql", "0001_again.sql"]) {
    const folder = await madeUp(t, { [name]: "create table a ()" });
    await assert.rejects(migrate(pool, folder), /should have the number 0002/);
  }
  assert.equal((await pool.query("select to_regclass('migration') as name")).rows[0].name, null);
});

test("no foreign key sets a part of itself to null, which a distributed database refuses", async () => {
  assert.deepEqual((await readFile(schemaFile, "utf8")).match(/^.*on delete set (?:null|default).*$/gim) ?? [], []);
});
