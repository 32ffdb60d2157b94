import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql, tables } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type FromUser, type UserKey, type UserRow, userColumns, userOf } from "../aggregate/from-user.store.ts";
import { takenOver } from "../aggregate/guests.store.ts";

interface Shopper extends UserKey {
  readonly anonymousId: string | null;
  /** Name of what is waited for, unique among all marketplaces. */
  readonly lock: string;
}

type ShopperRow = UserRow & { readonly taken: boolean };

const shopperAlone = prepared<Shopper, ShopperRow>(
  (shopper: Fragments<Shopper>) =>
    sql`select ${userColumns(shopper.marketplaceId)}, ${takenOver(shopper)} as taken,
        pg_advisory_xact_lock(hashtextextended(${shopper.lock}, 0))
      from app_user as u where u.marketplace_id = ${shopper.marketplaceId} and u.key = ${shopper.key}`,
);

/** Whoever begins a cart. */
export interface CartOwner {
  readonly user: FromUser;
  /** The order that their token names is somebody else's by now. */
  readonly takenOver: boolean;
}

/**
 * Finds the caller to begin a cart for them, one at a time: whoever else would begin one for them waits until the
 * transaction ends. There is no row yet that both could lock.
 */
export async function findCartOwner({ db, actor }: UserWork): Promise<CartOwner | undefined> {
  const { marketplaceId } = db;
  const { userKey: key, anonymousOrderId: anonymousId } = actor;
  const row = await db.row(
    shopperAlone({ marketplaceId, key, anonymousId, lock: `cart ${marketplaceId} ${anonymousId ?? key}` }),
  );
  return row && { user: userOf(row), takenOver: row.taken };
}

/** Lets none of a user's orders be the one that they chose as their cart. */
export function unchooseCarts(db: TenantDb, userKey: number): void {
  db.runLater(
    tables
      .updateTable("purchase_order")
      .set({ chosen_cart: false })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      // Of those, an index has few, however much they have ordered.
      .where("is_submitted", "=", false)
      .where("chosen_cart", "=", true),
  );
}
