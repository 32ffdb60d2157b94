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

const asked = prepared<Guest, { readonly taken: boolean }>(
  (guest: Fragments<Guest>) => sql`select ${takenOver(guest)} as taken`,
);

/** The same of an ID. */
export const isTakenOver = async (db: TenantDb, anonymousId: string): Promise<boolean> =>
  (await db.row(asked({ marketplaceId: db.marketplaceId, anonymousId })))?.taken === true;
