import { apiError } from "../platform/errors/api-error.ts";
import type { Work } from "../platform/work/work.ts";
import type { SuppliedProducts } from "../suppliers/index.ts";
import { refuseDefault } from "./catalogs/rules.ts";
import { catalogIdsOf } from "./catalogs/store.ts";
import type { DrawnRecords } from "./inventory-records/operations.ts";
import { deleteRecords, holdRecordsOf } from "./inventory-records/store.ts";
import { deleteCatalogs } from "./placement/catalogs.store.ts";
import { productAssignments } from "./placement/product-assignments.store.ts";
import { deleteProductsOf } from "./placement/products.store.ts";
import { deleteSchedulesOf } from "./price-schedules/store.ts";
import { addressIdsOf, replaceAddresses } from "./products/ship-from.store.ts";
import { clearDefaultSupplierOfAll, removeSellerOfAll } from "./products/suppliers.store.ts";
import { deleteSpecsOf } from "./specs/store.ts";

/**
 * The products that name a supplier as the one they come from, and what suppliers own (docs/behaviour/parties.md §1.4).
 */
export const suppliedProducts = (drawn: DrawnRecords): SuppliedProducts => ({
  async withdraw(work, supplierId) {
    const { db } = work;
    await replaceAddresses(db, supplierId, await addressIdsOf(db, supplierId), null);
    await clearDefaultSupplierOfAll(db, supplierId);
    await removeSellerOfAll(db, supplierId);
    await productAssignments.removeSeller(db, supplierId);
    await deleteOwned(work, supplierId, drawn);
  },
});

/**
 * Deletes what a supplier owns, each kind as it is deleted one by one.
 *
 * @throws ApiError Catalog.CannotDelete, InventoryRecord.OpenOrdersExist
 */
async function deleteOwned(work: Pick<Work, "db" | "now">, ownerId: string, drawn: DrawnRecords): Promise<void> {
  const { db } = work;
  const catalogs = await catalogIdsOf(db, ownerId);
  for (const catalog of catalogs) await refuseDefault(db, catalog);
  await deleteCatalogs(db, catalogs);
  await deleteSchedulesOf(db, ownerId);
  await deleteProductsOf(db, ownerId);
  // Those of its own products went with them: these are stock of what others own.
  const records = await holdRecordsOf(db, ownerId);
  if (await drawn.drawnOn(work, records)) throw apiError("InventoryRecord.OpenOrdersExist");
  await deleteRecords(work, records);
  // Last: they define products of the same owner only, which are gone by then.
  await deleteSpecsOf(db, ownerId);
}
