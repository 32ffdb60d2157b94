import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, scratchDatabase, testDatabaseUrl, testServer } from "@orderwell/testing";
import { type Database, openDatabase } from "./database.ts";
import { createPool, type PoolOptions } from "./pool.ts";
import { sql } from "./sql.ts";
import { applicationRole } from "./tenant-security.ts";
import type { TransactionMode } from "./terms.ts";

/** A migrated database of the test's own. */
async function scratch(t: TestContext, options: PoolOptions = {}): Promise<Database> {
  let database: Database | undefined;
  const url = await scratchDatabase(t, async () => database?.close());
  database = await openDatabase(url, options);
  return database;
}

const addBuyer = (database: Database, marketplaceId: string, id: string) =>
  database.tenants.transaction(marketplaceId, "write", (db) =>
    db.run(
      sql`insert into buyer (marketplace_id, id, name, date_created) values (${marketplaceId}, ${id}, ${id}, now())`,
    ),
  );

test("statements that forget the tenant still see, change and add nothing of another marketplace", async (t) => {
  const database = await scratch(t);
  await addBuyer(database, "one", "a");
  await addBuyer(database, "two", "b");
  await database.tenants.transaction("one", "write", async (db) => {
    assert.deepEqual(await db.rows(sql`select id from buyer`), [{ id: "a" }]);
    assert.equal(await db.run(sql`update buyer set name = 'mine'`), 1);
    assert.equal(await db.run(sql`delete from buyer where id = 'b'`), 0);
  });
  await assert.rejects(
    database.tenants.transaction("one", "write", (db) =>
      db.run(sql`insert into buyer (marketplace_id, id, name, date_created) values ('two', 'c', 'c', now())`),
    ),
    /row-level security/,
  );
  const seen = await database.tenants.transaction("two", "read", (db) => db.rows(sql`select name from buyer`));
  assert.deepEqual(seen, [{ name: "b" }]);
});

test("every table with a marketplace_id is behind row-level security, and the role of requests cannot lift it", async (t) => {
  const database = await scratch(t);
  const { rows: open } = await database.system.query(`
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
      and obj_description(c.oid, 'pg_class') is distinct from 'platform'`);
  assert.deepEqual(open, []);
  const { rows: role } = await database.system.query(
    "select rolsuper or rolbypassrls or rolcreaterole as may from pg_roles where rolname = $1",
    [applicationRole],
  );
  assert.deepEqual(role, [{ may: false }]);
  for (const statement of [
    "alter table buyer disable row level security",
    "drop policy tenant on buyer",
    "select * from signing_key",
    "select * from portal_user",
  ])
    await assert.rejects(
      database.tenants.transaction("one", "write", (db) => db.run(sql`${sql.raw(statement)}`)),
      /must be owner|permission denied/,
      statement,
    );
});

test("no connection carries a tenant from one transaction into the next, however they end", async (t) => {
  const database = await scratch(t, { size: 2 });
  const tenants = Array.from({ length: 12 }, (_, index) => `m${index}`);
  for (const tenant of tenants) await addBuyer(database, tenant, tenant);
  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const tenant = tenants[index % tenants.length] as string;
      const fails = index % 7 === 0;
      const mode = (["read", "snapshot", "write"] as const)[index % 3] as TransactionMode;
      const work = database.tenants.transaction(tenant, mode, async (db) => {
        const rows = await db.rows<{ id: string }>(sql`select id from buyer`);
        assert.deepEqual(rows, [{ id: tenant }]);
        if (fails) await db.rows(sql`select 1 / (${index} - ${index}::int)`);
      });
      if (fails) await assert.rejects(work, /division by zero/);
      else await work;
    }),
  );
  const { rows } = await database.system.query(
    "select current_setting('app.marketplace', true) as tenant, current_user <> session_user as other",
  );
  assert.ok(!rows[0].tenant && !rows[0].other, "outside a transaction there is neither tenant nor role");
});

test("a read of one statement is bound to its tenant, changes nothing, and leaves nothing on the connection, even when it fails", async (t) => {
  const database = await openDatabase(await scratchDatabase(t), { size: 2 });
  t.after(() => database.close());
  const tenants = ["one", "two", "three"];
  for (const tenant of tenants) await addBuyer(database, tenant, tenant);
  const alone = <Row>(tenant: string, query: ReturnType<typeof sql>) =>
    database.tenants.transaction(tenant, "read", (db) => db.rows<Row>(query));
  await Promise.all(
    Array.from({ length: 90 }, async (_, index) => {
      const tenant = tenants[index % 3] as string;
      if (index % 7 === 0)
        await assert.rejects(alone(tenant, sql`select 1 / (${index} - ${index}::int)`), /division by zero/);
      else if (index % 7 === 1)
        await assert.rejects(alone(tenant, sql`update buyer set name = 'x'`), /read-only transaction/);
      else assert.deepEqual(await alone(tenant, sql`select id from buyer`), [{ id: tenant }]);
      const { rows } = await database.system.query(
        "select current_setting('app.marketplace', true) as tenant, current_user <> session_user as other",
      );
      assert.ok(!rows[0].tenant && !rows[0].other, "outside the read there is neither tenant nor role");
    }),
  );
});

test("a failed statement undoes the whole transaction", async (t) => {
  const database = await scratch(t);
  await addBuyer(database, "one", "a");
  await assert.rejects(
    database.tenants.transaction("one", "write", async (db) => {
      await db.run(sql`update buyer set name = 'changed'`);
      await db.run(sql`insert into buyer (marketplace_id, id, name, date_created) values ('one', 'a', 'again', now())`);
    }),
    /duplicate key/,
  );
  const rows = await database.tenants.transaction("one", "read", (db) => db.rows(sql`select name from buyer`));
  assert.deepEqual(rows, [{ name: "a" }]);
});

test("two processes that start on one empty database migrate it once", async (t) => {
  let databases: Database[] = [];
  const url = await scratchDatabase(t, () => Promise.all(databases.map((database) => database.close())));
  databases = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
  assert.equal(databases.filter(({ migrated }) => migrated.length > 0).length, 1);
});

test("a marketplace that is deleted leaves no row behind in any table", async (t) => {
  const server = await testServer();
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  const portal = await server.app.ownerToken();
  const response = await fetch(`${server.baseUrl}/portal/api/v1/organizations/${own.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${portal}` },
  });
  assert.equal(response.status, 204);
  const pool = createPool(await testDatabaseUrl());
  t.after(() => pool.end());
  const { rows: tables } = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'marketplace_id'",
  );
  for (const { name } of tables) {
    const { rowCount } = await pool.query(`select from "${name}" where marketplace_id = $1`, [own.id]);
    assert.equal(rowCount, 0, name);
  }
});
