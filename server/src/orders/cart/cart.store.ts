import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

/** Lets none of a user's orders be the one that they chose as their cart. */
export function unchooseCarts(db: TenantDb, userKey: number): void {
  db.runLater(
    tables
      .updateTable("purchase_order")
      .set({ chosen_cart: false })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      .where("chosen_cart", "=", true),
  );
}
