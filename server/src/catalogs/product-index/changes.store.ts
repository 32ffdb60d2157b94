import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { ChangePosition } from "./product-index.ts";

/** Last change of a shard. */
interface ShardEnd {
  readonly number: number;
  /** Tells it from any other of that number. */
  readonly stamp: number;
}

/** Last changes of a marketplace's products as one column: `changes`. */
export const lastChanges = (marketplaceId: RawBuilder<string>): RawBuilder<unknown> => sql`
  (select json_agg(json_build_array(shard, changes, stamp) order by shard) from product_change_count
    where marketplace_id = ${marketplaceId}) as changes`;

/** The position of whoever knows of all that `lastChanges` gave. */
export const positionOf = (changes: Json | null): ChangePosition => JSON.stringify(changes?.value ?? []);

function endsOf(position: ChangePosition): ReadonlyMap<number, ShardEnd> {
  const rows = JSON.parse(position) as readonly (readonly [shard: number, number: number, stamp: number])[];
  return new Map(rows.map(([shard, number, stamp]) => [shard, { number, stamp }]));
}

interface Entry {
  readonly shard: number;
  readonly number: number;
  readonly stamp: number;
  readonly classIds: readonly number[];
  readonly productIds: readonly string[];
}

interface Asked {
  readonly marketplaceId: string;
  readonly shards: readonly number[];
  readonly numbers: readonly number[];
}

/** Changes after a number of each shard; that one is there as well, without what it tells. */
const entriesFrom = prepared<Asked, Entry>(
  ({ marketplaceId, shards, numbers }) => sql`
    select e.shard, e.number, e.stamp, case when e.number > m.number then e.class_ids end as "classIds",
      case when e.number > m.number then e.product_ids end as "productIds"
    from unnest(${shards}::int[], ${numbers}::bigint[]) m(shard, number)
    join product_change e on e.marketplace_id = ${marketplaceId} and e.shard = m.shard and e.number >= m.number`,
);

/** Products that were written or deleted, and the classes whose counts changed with them. */
export interface ListedChanges {
  readonly productIds: ReadonlySet<string>;
  readonly classIds: ReadonlySet<number>;
}

/** What a shard lists after a change: that one must be there, and as many products as were counted since. */
class Following {
  readonly #known: ShardEnd | undefined;
  #found: boolean;
  #missing: number;

  constructor(known: ShardEnd | undefined, last: ShardEnd) {
    this.#known = known;
    this.#found = known === undefined;
    this.#missing = last.number - this.number;
  }

  /** Number of the change that is followed; 0 for all that there ever were. */
  get number(): number {
    return this.#known?.number ?? 0;
  }

  take({ number, stamp, productIds }: Entry): void {
    if (number > this.number) this.#missing -= productIds.length;
    else this.#found ||= stamp === this.#known?.stamp;
  }

  get isComplete(): boolean {
    return this.#found && this.#missing === 0;
  }
}

/**
 * What has changed since a position. In a database that was restored, or another copy of it that went its own way, the position
 * is none of its changes.
 *
 * @param db a snapshot.
 * @param last position of it.
 * @returns undefined where it cannot be told: the list does not reach back so far, or is another one.
 */
export async function changesSince(
  db: TenantDb,
  position: ChangePosition,
  last: ChangePosition,
): Promise<ListedChanges | undefined> {
  const productIds = new Set<string>();
  const classIds = new Set<number>();
  if (position === last) return { productIds, classIds };
  const known = endsOf(position);
  const ends = endsOf(last);
  if (known.keys().some((shard) => !ends.has(shard))) return undefined;
  const followed = new Map<number, Following>();
  for (const [shard, end] of ends) {
    const before = known.get(shard);
    if (before?.number !== end.number || before.stamp !== end.stamp) followed.set(shard, new Following(before, end));
  }
  const asked = { shards: [...followed.keys()], numbers: [...followed.values()].map(({ number }) => number) };
  for (const entry of await db.rows(entriesFrom({ marketplaceId: db.marketplaceId, ...asked }))) {
    const following = followed.get(entry.shard);
    following?.take(entry);
    if (following === undefined || entry.number === following.number) continue;
    for (const id of entry.productIds) productIds.add(id);
    for (const id of entry.classIds) classIds.add(id);
  }
  return followed.values().every(({ isComplete }) => isComplete) ? { productIds, classIds } : undefined;
}
