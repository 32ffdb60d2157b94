import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

export const xpIndexTable = new Table("xp_index", "XpIndex");

/** Adds an index; it may be there already. */
export async function addXpIndex(db: TenantDb, thingType: string, key: string): Promise<void> {
  await db.run(
    tables
      .insertInto("xp_index")
      .values({ marketplace_id: db.marketplaceId, thing_type: thingType, key })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Deletes an index; true when it was there. */
export async function removeXpIndex(db: TenantDb, thingType: string, key: string): Promise<boolean> {
  const index = tables.deleteFrom("xp_index").where("marketplace_id", "=", db.marketplaceId);
  return (await db.run(index.where("thing_type", "=", thingType).where("key", "=", key))) > 0;
}
