import type { AnyCall } from "../platform/operation/call.ts";

/** What suppliers need of catalogs, which are built on suppliers; the application supplies it. */
export interface SuppliedProducts {
  /** Leaves every product whose default supplier this is without one. */
  withdraw(call: AnyCall, supplierId: string): Promise<void>;
}
