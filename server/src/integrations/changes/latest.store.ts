import type pg from "pg";
import type { Latest } from "./waits.ts";

/** Looks for the last changes that nothing can come before any more, of all those marketplaces in one statement. */
export const latestChanges =
  (pool: pg.Pool): Latest =>
  async (marketplaceIds) => {
    const { rows } = await pool.query<{ marketplace_id: string; last: string }>({
      name: "latest-changes",
      text: `select asked.marketplace_id, found.last::text as last
from unnest($1::text[]) as asked (marketplace_id) cross join lateral (
  select max(c.transaction) as last from outbox.change c
  where c.marketplace_id = asked.marketplace_id
    and c.transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint) as found
where found.last is not null`,
      values: [marketplaceIds],
    });
    return new Map(rows.map(({ marketplace_id: id, last }) => [id, BigInt(last)]));
  };
