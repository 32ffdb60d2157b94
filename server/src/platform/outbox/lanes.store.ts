import type pg from "pg";

/** Marketplaces and, of each, targets that one look goes over: those after them come with the next one. */
export const lookedAt = { marketplaces: 64, targets: 16 };

/** A lane that a look came by; without a target where a marketplace has none after its last. */
export interface SeenLane {
  readonly marketplaceId: string;
  readonly target: string | null;
  readonly due: boolean | null;
}

/**
 * Looks for lanes in which something waits, in rotation, from index entry to index entry: however much waits in one, it costs
 * two looks into the index.
 *
 * @param after the marketplace that the last look ended with; empty: from the first one.
 * @param within the target that the last look ended with, of marketplaces where it did not come to the end.
 */
export async function findLanes(
  pool: pg.Pool,
  subscriber: string,
  after: string,
  within: readonly (readonly [marketplaceId: string, target: string])[],
): Promise<SeenLane[]> {
  const { rows } = await pool.query<SeenLane>({
    name: "outbox-lanes",
    text: `with recursive tenant as (
  (select marketplace_id from outbox.delivery
    where ended_at is null and subscriber = $1 and marketplace_id > $2 order by marketplace_id limit 1)
  union all
  select (select d.marketplace_id from outbox.delivery d
    where d.ended_at is null and d.subscriber = $1 and d.marketplace_id > m.marketplace_id order by d.marketplace_id limit 1)
  from tenant m where m.marketplace_id is not null
), looked as (select marketplace_id from tenant where marketplace_id is not null limit $3)
select looked.marketplace_id as "marketplaceId", lane.target, exists(
    select from outbox.delivery d where d.ended_at is null and d.subscriber = $1
      and d.marketplace_id = looked.marketplace_id and d.target = lane.target and d.due_at <= now()) as due
from looked
left join unnest($5::text[], $6::text[]) as seen(marketplace_id, target) on seen.marketplace_id = looked.marketplace_id
left join lateral (
  with recursive own as (
    (select d.target from outbox.delivery d where d.ended_at is null and d.subscriber = $1
      and d.marketplace_id = looked.marketplace_id and d.target > coalesce(seen.target, '') order by d.target limit 1)
    union all
    select (select d.target from outbox.delivery d where d.ended_at is null and d.subscriber = $1
      and d.marketplace_id = looked.marketplace_id and d.target > own.target order by d.target limit 1)
    from own where own.target is not null
  ) select target from own where target is not null limit $4
) as lane on true
order by 1, 2`,
    values: [
      subscriber,
      after,
      lookedAt.marketplaces,
      lookedAt.targets,
      within.map(([id]) => id),
      within.map(([, target]) => target),
    ],
  });
  return rows;
}
