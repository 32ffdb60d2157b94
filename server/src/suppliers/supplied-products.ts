import type { AnyCall } from "../platform/operation/call.ts";

/** What suppliers need of catalogs, which are built on suppliers; the application supplies it. */
export interface SuppliedProducts {
  /**
   * Leaves every product whose default supplier this is without one, and deletes what the supplier owns and its offers of
   * others' products.
   *
   * @throws ApiError Catalog.CannotDelete
   */
  withdraw(call: AnyCall, supplierId: string): Promise<void>;
}
