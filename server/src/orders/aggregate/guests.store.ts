import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";

interface Guest {
  readonly marketplaceId: string;
  /** The order ID that the token of the anonymous shopper names. */
  readonly anonymousId: string | null;
}

/**
 * Tells whether the order ID that an anonymous shopper's token names is that of an order which is not theirs: somebody has
 * taken it over.
 */
export const takenOver = ({ marketplaceId, anonymousId }: Fragments<Guest>): RawBuilder<boolean> =>
  sql`exists (select from purchase_order g where g.marketplace_id = ${marketplaceId}
    and lower(g.id) = lower(${anonymousId} collate "C") and g.anonymous_id is distinct from ${anonymousId})`;

/**
 * ID of the order that an anonymous shopper has, which need not be the one that their token names; null where they have
 * none.
 */
export const ownOrderOf = ({ marketplaceId, anonymousId }: Fragments<Guest>): RawBuilder<string | null> =>
  sql`(select o.id from purchase_order o where o.marketplace_id = ${marketplaceId} and o.anonymous_id = ${anonymousId})`;

/** What has become of an anonymous shopper's order. */
export interface GuestOrder {
  /** As `takenOver` has it. */
  readonly taken: boolean;
  /** As `ownOrderOf` has it. */
  readonly own: string | null;
}

const asked = prepared<Guest, GuestOrder>(
  (guest: Fragments<Guest>) => sql`select ${takenOver(guest)} as taken, ${ownOrderOf(guest)} as own`,
);

/** The same, by the ID that their token names. */
export const orderOfGuest = async (db: TenantDb, anonymousId: string): Promise<GuestOrder> =>
  (await db.row(asked({ marketplaceId: db.marketplaceId, anonymousId }))) as GuestOrder;
