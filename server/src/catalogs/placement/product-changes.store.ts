import { randomInt } from "node:crypto";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type Statement, sql } from "../../platform/db/sql.ts";

/** Products whose changes are listed in a shard at least; of those before them, a few more. */
const kept = 4_096;
/** Products that a transaction names at most. Of more, whoever follows reads all anew, which takes them no longer. */
export const mostNamed = 20_000;
/** Changes between two deletions of what is not kept, on average. */
const betweenDeletions = 256;
/** Stamps are numbers that JavaScript writes exactly, and `randomInt` gives. */
const stamps = 2 ** 47;

/** Products that a transaction has changed, and the classes whose counts change with them. */
export interface ChangedProducts {
  /** Each once. Empty where there are more than are named. */
  readonly ids: readonly string[];
  readonly number: number;
  readonly classIds: readonly number[];
}

interface Place {
  readonly marketplaceId: string;
  readonly shard: number;
}

const counting = prepared<Place & { readonly number: number; readonly stamp: number }>(
  ({ marketplaceId, shard, number, stamp }) => sql`
    insert into product_change_count as c (marketplace_id, shard, changes, stamp)
    values (${marketplaceId}, ${shard}::int, ${number}::bigint, ${stamp}::bigint)
    on conflict (marketplace_id, shard) do update set changes = c.changes + excluded.changes, stamp = excluded.stamp`,
);

const listing = prepared<Place & Pick<ChangedProducts, "ids" | "classIds">>(
  ({ marketplaceId, shard, ids, classIds }) => sql`
    insert into product_change (marketplace_id, shard, number, stamp, class_ids, product_ids)
    select c.marketplace_id, c.shard, c.changes, c.stamp, ${classIds}::int[], ${ids}::text[] from product_change_count c
    where c.marketplace_id = ${marketplaceId} and c.shard = ${shard}::int`,
);

const deleting = prepared<Place>(
  ({ marketplaceId, shard }) => sql`
    delete from product_change e using product_change_count c
    where e.marketplace_id = ${marketplaceId} and e.shard = ${shard}::int
      and c.marketplace_id = ${marketplaceId} and c.shard = ${shard}::int and e.number <= c.changes - ${sql.lit(kept)}`,
);

/**
 * Statements that list changes, for whoever follows them. The first of them holds the shard until the commit: numbers follow
 * each other in the order of commits, so that whoever has read up to one has missed nothing.
 */
export function listChanges({ marketplaceId }: TenantDb, shard: number, changed: ChangedProducts): Statement[] {
  const place = { marketplaceId, shard };
  const { ids, number, classIds } = changed;
  const all = ids.length === number;
  return [
    counting({ ...place, number, stamp: randomInt(stamps) }),
    // Without those that it counts it tells that something is missing; those after it are as good as any.
    listing({ ...place, ids, classIds: all ? classIds : [] }),
    ...(randomInt(betweenDeletions) < number ? [deleting(place)] : []),
  ];
}
