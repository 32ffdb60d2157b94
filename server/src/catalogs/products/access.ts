import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findProduct, type ProductHead } from "./scope.store.ts";

/** @throws ApiError Product.CannotModify for a product that the caller may see but does not own. */
export function checkOwner({ actor }: UserWork, ownerId: string | null): void {
  if (actor.userType !== "Seller" && ownerId !== actor.companyId) throw apiError("Product.CannotModify");
}

/**
 * The product with this ID among those of a scope. `lock` keeps others from changing it until the transaction ends.
 *
 * @throws ApiError NotFound (Product)
 */
export async function productOf(db: TenantDb, scope: Scope, productId: string, lock = false): Promise<ProductHead> {
  const found = await findProduct(db, scope, productId, lock);
  if (found === undefined) throw notFound("Product", productId);
  return found;
}
