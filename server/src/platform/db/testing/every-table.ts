import type pg from "pg";

/**
 * Puts rows of one marketplace into every table, one for each number, with something in every column: texts are `x` and the
 * number, and numbers are that number, so that what refers to something refers to what is there. Tables that hold one row of
 * a marketplace have the first. No payment was a refund before there were order returns.
 *
 * @returns names of the tables.
 */
export async function fillEveryTable(pool: pg.Pool, first: number, last = first): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string; columns: string[]; values: string[] }>(`
    select c.oid::regclass::text as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns,
      array_agg(case
        when a.attname = 'marketplace_id' then '''x${first}'''
        when c.relname = 'purchase_order' and a.attname = 'status' then '''Open'''
        when c.relname = 'purchase_order' and a.attname = 'calculation' then '''Succeeded'''
        when c.relname = 'subscription' and a.attname = 'interval' then '''Days'''
        when c.relname = 'full_sync' and a.attname = 'status' then '''Running'''
        when c.relname = 'payment' and a.attname = 'order_return_id' and to_regclass('order_return') is null then 'null'
        when format_type(a.atttypid, -1) in ('smallint', 'integer', 'bigint', 'numeric') then 'n'
        when format_type(a.atttypid, -1) = 'boolean' then 'true'
        when format_type(a.atttypid, -1) in ('json', 'jsonb') then '''{}'''
        when format_type(a.atttypid, -1) like 'timestamp%' then 'now()'
        when format_type(a.atttypid, -1) like '%[]' then '''{}'''
        else '''x'' || n' end order by a.attnum) as values
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'outbox'))
      and c.relkind = 'r' and c.relname <> 'migration' group by c.oid`);
  // The one table that others refer to by keys that are checked at once.
  const order = rows.sort((a, b) => Number(b.name === "portal_user") - Number(a.name === "portal_user"));
  const client = await pool.connect();
  try {
    await client.query("begin; set constraints all deferred");
    for (const { name, columns, values } of order)
      await client.query(
        `insert into ${name} (${columns.join(", ")}) overriding system value select ${values.join(", ")}
          from generate_series(${first}, ${last}) n ${last > first ? "on conflict do nothing" : ""}`,
      );
    await client.query("commit");
    client.release();
  } catch (error) {
    // One that is given back as it is would have whoever ends the pool wait.
    client.release(true);
    throw error;
  }
  return order.map(({ name }) => name);
}
