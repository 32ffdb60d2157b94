import { recordsDocument } from "../../catalogs/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sameId } from "../../platform/ids.ts";
import type { Said } from "../outgoing/message.ts";

/**
 * The state of one inventory record.
 *
 * @param variantId null for a record of the product itself; undefined for the first of that ID.
 */
export async function tellRecord(
  db: TenantDb,
  productId: string,
  variantId: string | null | undefined,
  id: string,
): Promise<Said | undefined> {
  const found = await recordsDocument(db, productId);
  const record = found?.records.find(
    (one) => sameId(one.record.ID, id) && (variantId === undefined || one.variantId === variantId),
  );
  if (found === undefined || record === undefined) return undefined;
  return {
    type: "entitysync.inventoryrecord.updated",
    says: { ID: record.record.ID, ProductID: found.productId, InventoryRecords: [record.record] },
  };
}

/** The state of all inventory records of a product, its variants' included. */
export async function tellAllRecords(db: TenantDb, productId: string): Promise<Said | undefined> {
  const found = await recordsDocument(db, productId);
  if (found === undefined) return undefined;
  const { productId: ID, records } = found;
  return {
    type: "entitysync.inventoryrecord.full.updated",
    says: { ID, ProductID: ID, InventoryRecords: records.map(({ record }) => record) },
  };
}
