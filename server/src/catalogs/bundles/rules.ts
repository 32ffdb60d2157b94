import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { ProductHead } from "../products/scope.store.ts";
import type { ComponentHead } from "./store.ts";

/** Products of one bundle: adding it to an order adds a line for each (docs/behaviour/conventions.md §10). */
export const mostComponents = 100;

/**
 * Reason why a product cannot become part of a bundle: it is another owner's or a bundle itself, or its parent or children
 * are part of it, since a parent stands for its children (docs/behaviour/catalog.md §5).
 *
 * @param present what the bundle consists of so far.
 */
export function componentFinding(
  bundle: ProductHead,
  product: ProductHead,
  present: readonly ComponentHead[],
): ApiError | undefined {
  const named = { BundleID: bundle.id, ProductID: product.id };
  if (product.isBundle) return apiError("Bundle.CannotContainBundle", named);
  if (product.ownerId !== bundle.ownerId) return apiError("Bundle.OwnerIDMustMatch", named);
  if (present.some(({ id }) => id === product.id)) return undefined;
  if (present.some(({ id }) => id === product.parentId)) return apiError("Bundle.ParentProductAssigned", named);
  if (present.some(({ parentId }) => parentId === product.id)) return apiError("Bundle.ChildProductsAssigned", named);
  if (present.length >= mostComponents)
    return apiError("Bundle.MaximumProductsReached", { ...named, MaximumProducts: mostComponents });
  return undefined;
}
