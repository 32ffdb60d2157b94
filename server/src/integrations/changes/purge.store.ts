import type pg from "pg";
import { feedChannel } from "./feed.ts";

/** Days for which changes are kept, and after which nobody follows any more who has not read. */
const keptDays = 7;
const portion = 5_000;

/** Deletes changes that are older, and ends feeds that nobody reads: a job for a schedule. */
export async function purgeChanges(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ marketplace_id: string }>(
    `delete from outbox.feed where read_at < now() - $1 * interval '1 day' returning marketplace_id`,
    [keptDays],
  );
  for (const { marketplace_id: ended } of rows) {
    await pool.query("select pg_notify($1, $2)", [feedChannel, ended]);
    await pool.query("delete from outbox.change where marketplace_id = $1", [ended]);
  }
  for (;;) {
    const { rows: counted } = await pool.query<{ gone: number }>(
      `with old as (
  select marketplace_id, transaction, number from outbox.change where at < now() - $1 * interval '1 day' order by at limit $2
), gone as (
  delete from outbox.change c using old
  where c.marketplace_id = old.marketplace_id and c.transaction = old.transaction and c.number = old.number
  returning c.marketplace_id, c.transaction
), noted as (
  update outbox.feed f set purged = greatest(f.purged, g.last)
  from (select marketplace_id, max(transaction) as last from gone group by 1) g where g.marketplace_id = f.marketplace_id)
select count(*)::int as gone from gone`,
      [keptDays, portion],
    );
    if (counted[0]?.gone === 0) return;
  }
}
