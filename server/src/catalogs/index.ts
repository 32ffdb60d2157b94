export { defaultCatalogs } from "./default-catalog.ts";
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
export type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./purchase/purchasable.ts";
export { suppliedProducts } from "./supplied-products.ts";
