import type { Work } from "../../platform/work/work.ts";

/** Services of catalogs, which are built on suppliers, to suppliers; the application supplies them. */
export interface SuppliedProducts {
  /**
   * Leaves every product whose default supplier this is without one, and deletes what the supplier owns and its offers of
   * others' products.
   *
   * @throws ApiError Catalog.CannotDelete
   */
  withdraw(work: Work, supplierId: string): Promise<void>;
}
