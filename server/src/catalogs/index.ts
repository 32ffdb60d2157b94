export { defaultCatalogs } from "./default-catalog.ts";
export { findPurchasable, findPurchasables } from "./purchase/find.ts";
export type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./purchase/purchasable.ts";
export { shopperOf } from "./shopper.ts";
