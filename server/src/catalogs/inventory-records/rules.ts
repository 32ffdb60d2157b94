import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { ProductHead } from "../products/scope.store.ts";

/**
 * Reason why a product, or a variant of it, can get no inventory record (docs/behaviour/inventory.md §2).
 *
 * @param ofVariant whether it is to be one of a variant.
 * @param others whether the product has records already: they are at the level that it tracks.
 */
export function levelFinding(
  product: Pick<ProductHead, "inventoryConfigured" | "variantLevelTracking">,
  ofVariant: boolean,
  others: boolean,
): ApiError | undefined {
  if (!product.inventoryConfigured) return apiError("InventoryConfiguration.ProductInventoryMustExist");
  if (product.variantLevelTracking === ofVariant) return undefined;
  return apiError(
    others
      ? "InventoryConfiguration.CannotCreateInventoryRecord"
      : "InventoryConfiguration.InvalidVariantLevelTracking",
  );
}
