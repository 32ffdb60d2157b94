import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { ProductHead } from "../products/scope.store.ts";
import { isSoldBy } from "../products/suppliers.store.ts";
import { type CatalogReference, defaultOf } from "./store.ts";

/** A catalog stays while it is the default of a buyer or buyer group. @throws ApiError Catalog.CannotDelete naming them */
export async function refuseDefault(db: TenantDb, catalogId: string): Promise<void> {
  const { buyers, groups } = await defaultOf(db, catalogId);
  if (buyers.length + groups.length > 0)
    throw apiError("Catalog.CannotDelete", { CatalogID: catalogId, BuyerIDs: buyers, BuyerGroupIDs: groups });
}

/**
 * Checks that a product may be put into a catalog: the marketplace's take any, a supplier's its own and those of the
 * marketplace that it sells.
 *
 * @throws ApiError Catalog.CannotAssignProduct
 */
export async function requireAssignable({ db }: Work, catalog: CatalogReference, product: ProductHead): Promise<void> {
  if (catalog.ownerId === db.marketplaceId || catalog.ownerId === product.ownerId) return;
  const sells =
    product.ownerId === db.marketplaceId &&
    (product.defaultSupplierId === catalog.ownerId || (await isSoldBy(db, product.id, catalog.ownerId)));
  if (!sells) throw apiError("Catalog.CannotAssignProduct", { CatalogID: catalog.id, ProductID: product.id });
}
