import type { Work } from "../platform/work/work.ts";
import type { SuppliedProducts } from "../suppliers/index.ts";
import { refuseDefault } from "./catalogs/rules.ts";
import { catalogIdsOf } from "./catalogs/store.ts";
import { deleteRecordsOf } from "./inventory-records/store.ts";
import { deleteCatalogs } from "./placement/catalogs.store.ts";
import { productAssignments } from "./placement/product-assignments.store.ts";
import { deleteProductsOf } from "./placement/products.store.ts";
import { deleteSchedulesOf } from "./price-schedules/store.ts";
import { addressIdsOf, replaceAddresses } from "./products/ship-from.store.ts";
import { clearDefaultSupplierOfAll } from "./products/suppliers.store.ts";
import { deleteSpecsOf } from "./specs/store.ts";

/**
 * The products that name a supplier as the one they come from, and what suppliers own (docs/behaviour/parties.md §1.4).
 */
export const suppliedProducts: SuppliedProducts = {
  async withdraw(work, supplierId) {
    const { db } = work;
    await replaceAddresses(db, supplierId, await addressIdsOf(db, supplierId), null);
    await clearDefaultSupplierOfAll(db, supplierId);
    await productAssignments.removeSeller(db, supplierId);
    await deleteOwned(work, supplierId);
  },
};

/** Deletes what a supplier owns, each kind as it is deleted one by one. @throws ApiError Catalog.CannotDelete */
async function deleteOwned(work: Pick<Work, "db" | "now">, ownerId: string): Promise<void> {
  const { db } = work;
  const catalogs = await catalogIdsOf(db, ownerId);
  for (const catalog of catalogs) await refuseDefault(db, catalog);
  await deleteCatalogs(db, catalogs);
  await deleteSchedulesOf(db, ownerId);
  await deleteProductsOf(db, ownerId);
  await deleteRecordsOf(work, ownerId);
  // Last: they define products of the same owner only, which are gone by then.
  await deleteSpecsOf(db, ownerId);
}
