import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { defaultOf } from "./store.ts";

/** A catalog stays while it is the default of a buyer or buyer group. @throws ApiError Catalog.CannotDelete naming them */
export async function refuseDefault(db: TenantDb, catalogId: string): Promise<void> {
  const { buyers, groups } = await defaultOf(db, catalogId);
  if (buyers.length + groups.length > 0)
    throw apiError("Catalog.CannotDelete", { CatalogID: catalogId, BuyerIDs: buyers, BuyerGroupIDs: groups });
}
