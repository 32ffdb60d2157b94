import type { Implementation } from "../platform/operation/implement.ts";
import { buyerOperations } from "./buyers/operations.ts";
import type { DefaultCatalogs } from "./default-catalog.ts";

export { buyerOf } from "./access.ts";
export type { DefaultCatalogs } from "./default-catalog.ts";
export { listSellersOf } from "./sellers/sellers.ts";

/** Operations on buyers and what belongs to them. */
export function buyers(parts: { readonly catalogs: DefaultCatalogs }): Implementation[] {
  return [...buyerOperations(parts.catalogs)];
}
