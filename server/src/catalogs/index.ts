import type { Implementation } from "../platform/operation/implement.ts";
import { productOperations } from "./products/operations.ts";

export { defaultCatalogs } from "./default-catalog.ts";
export { type FacetedList, readFacets } from "./facets/facets.ts";
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
export { storefrontShape } from "./storefront/columns.ts";
export { listBuyerProducts, type ProductPage, type ProductsAsked } from "./storefront/list.ts";
export { getBuyerProduct } from "./storefront/product.ts";
export { suppliedProducts } from "./supplied-products.ts";

/** Operations on catalogs, products and what belongs to them. */
export function catalogs(): Implementation[] {
  return [...productOperations()];
}
