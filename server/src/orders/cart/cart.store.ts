import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql, tables } from "../../platform/db/sql.ts";

const lock = prepared<{ readonly name: string }>(
  ({ name }: Fragments<{ readonly name: string }>) => sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`,
);

/**
 * Waits for whoever else is about to make a cart of the same shopper: there is no row yet that both could lock.
 *
 * @param owner key of the user, or the order ID that an anonymous shopper's token names.
 */
export async function awaitFirstWrite(db: TenantDb, owner: number | string): Promise<void> {
  await db.run(lock({ name: `cart ${db.marketplaceId} ${owner}` }));
}

/** Lets none of a user's orders be the one that they chose as their cart. */
export async function unchooseCarts(db: TenantDb, userKey: number): Promise<void> {
  await db.run(
    tables
      .updateTable("purchase_order")
      .set({ chosen_cart: false })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      .where("chosen_cart", "=", true),
  );
}
