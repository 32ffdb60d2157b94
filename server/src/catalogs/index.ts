import type { Implementation } from "../platform/operation/implement.ts";
import { productOperations } from "./products/operations.ts";

export { defaultCatalogs } from "./default-catalog.ts";
export { type FacetedList, readFacets } from "./facets/facets.ts";
export { type Demand, moveStock, readStock, type Shortage, type Stock, shortages } from "./inventory/stock.ts";
export {
  breakFor,
  type LinePrice,
  type LineToPrice,
  type Markup,
  overriddenSubtotal,
  type PricingSchedule,
  priceLine,
} from "./pricing/price-line.ts";
export { checkQuantity, type QuantityRules } from "./pricing/quantity.ts";
export { isOnSale, saleIsOpen } from "./pricing/sale.ts";
export { findPurchasable, findPurchasables } from "./purchase/find.ts";
export type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./purchase/purchasable.ts";
export { shopperOf } from "./shopper.ts";

/** Operations on catalogs, products and what belongs to them. */
export function catalogs(): Implementation[] {
  return [...productOperations()];
}
export { suppliedProducts } from "./supplied-products.ts";
