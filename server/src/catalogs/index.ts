import type { Implementation } from "../platform/operation/implement.ts";
import { productOperations } from "./products/operations.ts";

export { defaultCatalogs } from "./default-catalog.ts";
export { type FacetedList, readFacets } from "./facets/facets.ts";
export { suppliedProducts } from "./supplied-products.ts";

/** Operations on catalogs, products and what belongs to them. */
export function catalogs(): Implementation[] {
  return [...productOperations()];
}
