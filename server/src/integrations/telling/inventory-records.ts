import { type RecordDocument, recordsDocument } from "../../catalogs/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sameId } from "../../platform/ids.ts";
import type { ObjectIds, Said, ToldObject } from "../outgoing/message.ts";

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
  const told = toldRecord(found.productId, record);
  return { type: "entitysync.inventoryrecord.updated", says: told.says, objects: [told] };
}

const allRecords = "entitysync.inventoryrecord.full.updated";

/**
 * The state of all inventory records of a product, its variants' included.
 *
 * @param gone whether this is about one that is no more: then it may have gone along with the product.
 */
export async function tellAllRecords(db: TenantDb, productId: string, gone: boolean): Promise<Said | undefined> {
  const found = await recordsDocument(db, productId);
  if (found === undefined)
    return gone
      ? { type: allRecords, says: { ID: productId, ProductID: productId, InventoryRecords: [] }, objects: [] }
      : undefined;
  const { productId: ID, records } = found;
  return {
    type: allRecords,
    says: { ID, ProductID: ID, InventoryRecords: records.map(({ record }) => record) },
    objects: records.map((one) => toldRecord(ID, one)),
  };
}

/** IDs that name a record: records of variants may have those of the product's. */
export const recordIds = (productId: string, variantId: string | null, id: string): ObjectIds =>
  variantId === null ? [productId, id] : [productId, variantId, id];

/** One record as messages say it. */
function toldRecord(productId: string, { variantId, record }: RecordDocument): ToldObject & Pick<Said, "says"> {
  const says = { ID: record.ID, ProductID: productId, InventoryRecords: [record] };
  return { ids: recordIds(productId, variantId, record.ID), says };
}
