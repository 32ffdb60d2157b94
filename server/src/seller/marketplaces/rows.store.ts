import type { Db } from "../../platform/db/db.ts";
import { sql } from "../../platform/db/sql.ts";

/** Lets the statements that follow in the transaction see the rows of a marketplace. */
export async function enterMarketplace(db: Db, id: string): Promise<void> {
  await db.run(sql`${sql.raw(`set local app.marketplace = '${id.replaceAll("'", "''")}'`)}`);
}

/** Deletes every row of a marketplace in every table. What refers to each other is checked at the end of the transaction. */
export async function removeRows(db: Db, marketplaceId: string): Promise<void> {
  const found = await db.rows<{ name: string }>(sql`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
  for (const { name } of found)
    await db.run(sql`delete from ${sql.table(name)} where marketplace_id = ${marketplaceId}`);
}
