import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { reclassify, visibilityChanged } from "./classes.ts";

/** Products classified in one go; bounds what is held in memory. */
const batch = 500;

/** As `reclassify`, for as many products as there may be. */
export async function reclassifyMany(db: TenantDb, productIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(productIds)].sort();
  for (let start = 0; start < ids.length; start += batch) await reclassify(db, ids.slice(start, start + batch));
}

/** Runs a statement whose rows hold the ID of a product (`product_id`), and classifies those products anew. */
export async function reclassifyThose(db: TenantDb, statement: RawBuilder<unknown>): Promise<void> {
  const rows = await db.rows<{ product_id: string }>(statement);
  await reclassifyMany(
    db,
    rows.map(({ product_id }) => product_id),
  );
}

/** Takes a buyer that is about to be deleted out of its products' classes: another may get its ID. */
export async function withdrawBuyer(db: TenantDb, buyerId: string): Promise<void> {
  await reclassifyThose(
    db,
    sql`delete from product_assignment where marketplace_id = ${db.marketplaceId} and buyer_id = ${buyerId} returning product_id`,
  );
  await visibilityChanged(db);
}
