import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Kind } from "../aggregate/counts.store.ts";
import { isInvitedTo } from "../order/remove.store.ts";

/** Times since when nobody has touched carts that are to go, by kind; null: they stay. */
export interface Untouched {
  readonly empty: Date | null;
  readonly anonymous: Date | null;
  readonly other: Date | null;
}

/** Place of a cart among those of its marketplace: they are gone through by age. */
export interface CartPlace {
  readonly id: string;
  readonly created: string;
}

/** A cart that nobody has touched, and between whom it is. */
type StaleCart = CartPlace & Pick<Kind, "buyer_id" | "supplier_id"> & { readonly invited: boolean };

/** Told by its lines: the count of an order leaves out those that stand for a bundle. */
const isEmpty = (marketplaceId: string) =>
  sql`not exists (select from line_item l where l.marketplace_id = ${marketplaceId} and l.order_id = t.id)`;

interface StaleCarts {
  readonly marketplaceId: string;
  /** The last one before, where some were found. */
  readonly after: CartPlace | undefined;
  readonly limit: number;
}

/**
 * Carts that nobody has touched since, the oldest first, held until the transaction ends. Those that somebody else holds are
 * passed over: whoever is at them touches them, or deletes them as well. Orders to suppliers that lines of other orders were split off
 * into are no carts: those lines are on their way.
 *
 * The index is of what never changes, so that carts cost no more to write; a cart that is touched again and again is looked at
 * every time.
 *
 * @returns undefined where all stay.
 */
export function staleCarts(
  { empty, anonymous, other }: Untouched,
  { marketplaceId: m, after, limit }: StaleCarts,
): RawBuilder<StaleCart> | undefined {
  const latest = [empty, anonymous, other].reduce((one, two) =>
    one === null || (two !== null && two > one) ? two : one,
  );
  if (latest === null) return undefined;
  const since = (date: Date | null) => sql`t.last_updated < ${date?.toISOString() ?? null}::timestamptz`;
  const later =
    after === undefined ? sql`true` : sql`(t.date_created, t.id) > (${after.created}::timestamptz, ${after.id})`;
  return sql<StaleCart>`select t.id, t.date_created::text as created, t.buyer_id, t.supplier_id,
      ${isInvitedTo(m, sql`t.id`)} as invited
    from purchase_order t
    where t.marketplace_id = ${m} and t.status = 'Unsubmitted' and ${later}
      and t.date_created < ${latest.toISOString()}::timestamptz and ${since(latest)}
      and (t.buyer_id is not null or not exists (
        select from line_item f where f.marketplace_id = ${m} and f.outgoing_order_id = t.id))
      and case when ${isEmpty(m)} then ${since(empty)}
        when t.anonymous_id is not null then ${since(anonymous)}
        else ${since(other)} end
    order by t.date_created, t.id limit ${limit} for update of t skip locked`;
}

/** Holds some of the carts that nobody has touched since, as `staleCarts` finds them. */
export async function holdStaleCarts(
  db: TenantDb,
  untouched: Untouched,
  after: CartPlace | undefined,
  limit: number,
): Promise<readonly StaleCart[]> {
  const statement = staleCarts(untouched, { marketplaceId: db.marketplaceId, after, limit });
  return statement === undefined ? [] : db.rows(statement);
}
