import type { Db } from "../../platform/db/db.ts";
import { idIs, tables } from "../../platform/db/sql.ts";

const sellerUsers = (marketplaceId: string) =>
  tables
    .selectFrom("app_user as u")
    .where("u.marketplace_id", "=", marketplaceId)
    .where("u.buyer_id", "is", null)
    .where("u.supplier_id", "is", null)
    .where("u.hidden", "=", false);

/** ID of the user who forwards orders of a marketplace by themselves. */
export async function findForwarder(db: Db, marketplaceId: string): Promise<string | undefined> {
  const user = await db.row(
    sellerUsers(marketplaceId)
      .innerJoin("marketplace as m", (join) =>
        join.onRef("m.id", "=", "u.marketplace_id").onRef("m.auto_forwarding_user_key", "=", "u.key"),
      )
      .select("u.id"),
  );
  return user?.id;
}

/** Key of a user of the marketplace's own, by their ID in any case. */
export async function findSellerUser(db: Db, marketplaceId: string, id: string): Promise<number | undefined> {
  return (await db.row(sellerUsers(marketplaceId).select("u.key").where(idIs("u.id", id))))?.key;
}
