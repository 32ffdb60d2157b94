import type { Implementation } from "../platform/operation/implement.ts";
import { productOperations } from "./products/operations.ts";

export { defaultCatalogs } from "./default-catalog.ts";
export { type FacetedList, readFacets } from "./facets/facets.ts";
export { findPurchasable, findPurchasables } from "./purchase/find.ts";
export type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./purchase/purchasable.ts";
export { shopperOf } from "./shopper.ts";

/** Operations on catalogs, products and what belongs to them. */
export function catalogs(): Implementation[] {
  return [...productOperations()];
}
