import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import pg from "pg";
import { SettingsError } from "../settings.ts";
import { migrateDatabase } from "./migrate.ts";
import { connectUsable } from "./usable.ts";

/** What whoever set an address is told about it. */
async function refusalOf(url: string): Promise<string> {
  const error = await migrateDatabase(url).then(
    () => assert.fail("nothing is wrong with it"),
    (refusal: Error) => refusal,
  );
  assert.ok(error instanceof SettingsError, error.message);
  return error.message;
}

/** The same address with another user or database. */
const changed = (url: string, { user, database }: { readonly user?: string; readonly database?: string }): string =>
  url
    .replace(/\/\/[^@]*@/, (old) => (user === undefined ? old : `//${user}@`))
    .replace(/(@[^/]*\/)\w+/, (old, before) => (database === undefined ? old : `${before}${database}`));

test("whoever set DATABASE_URL reads which database cannot be used and why, and never its password", async (t) => {
  const url = await scratchDatabase(t);
  const away = await refusalOf("postgres://somebody:very-secret@127.0.0.1:1/shop");
  assert.match(away, /DATABASE_URL \(shop at 127\.0\.0\.1:1\) cannot be used: .*ECONNREFUSED/);
  assert.doesNotMatch(away, /very-secret/);
  assert.match(
    await refusalOf("postgres://u@no-such-host.invalid/shop"),
    /shop at no-such-host\.invalid:5432.*ENOTFOUND/,
  );
  const unescaped = await refusalOf("postgres://localhost:1/very-secret@db/shop");
  assert.match(unescaped, /DATABASE_URL \(…db\/shop at localhost:1\)/);
  const unread = await refusalOf("postgres://somebody:very-secret@db:99999/shop");
  assert.match(unread, /DATABASE_URL cannot be used: Invalid URL/);
  assert.doesNotMatch(unread, /very-secret/);
  assert.match(await refusalOf("postgres://u@db/shop?sslrootcert=/none/ca.pem"), /DATABASE_URL .*\/none\/ca\.pem/);
  assert.match(await refusalOf(changed(url, { database: "none" })), /none at .* "none" does not exist/);
  assert.match(await refusalOf(changed(url, { user: "nobody_here" })), /nobody_here/);
});

test("a database that takes no tables of its user, or keeps text as bytes, is left as it is", async (t) => {
  const url = await scratchDatabase(t, () => admin.end());
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const name = `${admin.database}_bytes`;
  await admin.query(`create database ${name} template template0 encoding 'SQL_ASCII' locale 'C'`);
  try {
    assert.match(await refusalOf(changed(url, { database: name })), /keeps text as SQL_ASCII/);
  } finally {
    await admin.query(`drop database ${name} with (force)`);
  }
  await admin.query(`create role ${name} login password 'guest'`);
  try {
    assert.match(await refusalOf(changed(url, { user: `${name}:guest` })), /lets its user make no tables/);
  } finally {
    await admin.query(`drop role ${name}`);
  }
  assert.equal((await admin.query("select from pg_tables where schemaname = 'public'")).rowCount, 0);
});

test("a server that is too old, or a copy of another one, is told as such, and its connection given back", async () => {
  const fit = { version: 150_000, name: "15.0", encoding: "UTF8", standby: false, makesTables: true };
  let released = 0;
  const server = (nature: Partial<typeof fit>): pg.Pool => {
    const client = { query: async () => ({ rows: [{ ...fit, ...nature }] }), release: () => released++ };
    return { options: { connectionString: "postgres://u:p@db:5432/shop" }, connect: async () => client } as never;
  };
  await connectUsable(server({}));
  assert.equal(released, 0);
  await assert.rejects(
    connectUsable(server({ version: 140_011, name: "14.11" })),
    /\(shop at db:5432\) is PostgreSQL 14\.11: 15 or/,
  );
  await assert.rejects(connectUsable(server({ standby: true })), /standby/);
  assert.equal(released, 2);
});
