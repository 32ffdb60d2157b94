export { defaultCatalogs } from "./default-catalog.ts";
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
