import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import type pg from "pg";
import { migrate } from "./migrate.ts";
import { createPool } from "./pool.ts";
import { fillEveryTable } from "./testing/every-table.ts";

interface LookUp {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** By primary keys, by IDs in any case, and by the line of an order that something of the order names. */
const lookUps = `
  select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table,
    array(select pg_get_indexdef(i.indexrelid, n, true) from generate_series(1, i.indnkeyatts) n) as columns
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
  where t.relnamespace in (select oid from pg_namespace where nspname in ('public', 'outbox'))
    and (i.indisprimary or c.relname like '%\\_id\\_key') and not i.indnullsnotdistinct
  union all
  select conname, conrelid::regclass::text, array(select a.attname from unnest(conkey) k
    join pg_attribute a on a.attrelid = conrelid and a.attnum = k)
  from pg_constraint where contype = 'f' and confrelid = 'line_item'::regclass
  order by 1`;

test("whoever has all of a key is led to its row alone, where no row so far shares its beginning", async (t) => {
  let pool: pg.Pool | undefined;
  const url = await scratchDatabase(t, async () => pool?.end());
  pool = createPool(url, { size: 1 });
  await migrate(pool);
  await fillEveryTable(pool, 1, 100);
  await pool.query("analyze");
  // Plans are for whatever values, and those that tables of any size have.
  await pool.query("set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_bitmapscan = off");
  const { rows } = await pool.query<LookUp>(lookUps);
  assert.ok(rows.length > 130, `${rows.length} keys`);
  const astray: string[] = [];
  for (const { name, table, columns } of rows) {
    const all = columns.map((column, index) => `${column} = $${index + 1}`).join(" and ");
    const values = columns.map(() => "null").join(", ");
    await pool.query(`prepare look_up as select from ${table} where ${all}`);
    const { rows: lines } = await pool.query<{ "QUERY PLAN": string }>(
      `explain (costs off) execute look_up(${values})`,
    );
    await pool.query("deallocate look_up");
    const plan = lines.map((line) => line["QUERY PLAN"]).join("\n");
    if (!/^Index.*\n +Index Cond: .*$/.test(plan)) astray.push(`${name}: ${plan}`);
  }
  assert.deepEqual(astray, []);
});
