import { type Implementation, sharing } from "../platform/operation/implement.ts";
import { bundleOperations } from "./bundles/operations.ts";
import { catalogOperations } from "./catalogs/operations.ts";
import { categoryOperations } from "./categories/operations.ts";
import { discountOperations } from "./discounts/operations.ts";
import { type DrawnRecords, inventoryRecordOperations } from "./inventory-records/operations.ts";
import { facetTable } from "./placement/catalogs.store.ts";
import { priceScheduleOperations } from "./price-schedules/operations.ts";
import { productCollectionOperations } from "./product-collections/operations.ts";
import { productFacetOperations } from "./product-facets/operations.ts";
import { productOperations } from "./products/operations.ts";
import { products } from "./products/store.ts";
import { listProductSpecs } from "./specs/of-product.operations.ts";
import { specOperations } from "./specs/operations.ts";
import { searchSettingsOperations, synonymOperations } from "./synonyms/operations.ts";
import { variantOperations } from "./variants/operations.ts";

export { assignedGroups } from "./assigned-groups.ts";
export { type BundleComponent, bundleContents } from "./bundles/contents.store.ts";
export { defaultCatalogs } from "./default-catalog.ts";
export { type RecordDocument, recordsDocument } from "./documents/inventory-records.store.ts";
export { affectedProducts, type ProductDocument, productDocument } from "./documents/product.store.ts";
export { moveStock } from "./inventory/stock.store.ts";
export {
  type Demand,
  recordFor,
  type Shortage,
  type Stock,
  shortages,
  shortagesInTurn,
  stockKey,
} from "./inventory/stock.ts";
export type { DrawnRecords } from "./inventory-records/operations.ts";
export { categoriesOf, type ProductCategories } from "./placement/categories-of.store.ts";
export { KnownPlacements } from "./placement/known-placements.ts";
export { followRenames } from "./placement/renames.store.ts";
export { KnownSchedules } from "./price-schedules/known-schedules.ts";
export {
  type LinePrice,
  type LineToPrice,
  type Markup,
  overriddenSubtotal,
  type PricingSchedule,
  priceLine,
} from "./pricing/price-line.ts";
export { checkQuantity, type QuantityRules } from "./pricing/quantity.ts";
export {
  acceptInvitation,
  collectionByKey,
  findOpenInvitation,
  type Invitation,
  invitationTable,
} from "./product-collections/invitations.store.ts";
export { listCollectionProducts } from "./product-collections/shopper-entries.ts";
export {
  type CollectionHead,
  collectionFor,
  collections,
  countOthers,
  entryShape,
  putEntry,
  removeEntry,
  seenBy,
} from "./product-collections/store.ts";
export { KeptIndexes } from "./product-index/kept-indexes.ts";
export { shipFromAddresses } from "./products/ship-from.ts";
export { productsByIds } from "./products/store.ts";
export { getBuyerCatalog, listBuyerCatalogs } from "./storefront/catalogs.store.ts";
export { storefrontShape } from "./storefront/columns.store.ts";
export {
  getBuyerSpec,
  getBuyerVariant,
  listBuyerRecords,
  listBuyerSpecs,
  listBuyerVariants,
} from "./storefront/product-parts.store.ts";
export { ProductReads } from "./storefront/product-reads.ts";
export type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./storefront/purchasable.ts";
export type { PurchaseFacts, PurchaseOptions } from "./storefront/purchasables.store.ts";
export { listBuyerSellers } from "./storefront/sellers.store.ts";
export { shopperOf } from "./storefront/shopper.store.ts";
export { suppliedProducts } from "./supplied-products.ts";

/** Tables whose constraints mean something to clients. */
export const catalogTables = [facetTable, products];

/**
 * Operations on products, what they cost, where they are placed and who sees them.
 *
 * @param drawn what orders know of inventory records.
 */
export function catalogs(drawn: DrawnRecords): Implementation[] {
  const all = [
    ...catalogOperations(),
    ...categoryOperations(),
    ...priceScheduleOperations(),
    ...discountOperations(),
    ...productFacetOperations(),
    ...synonymOperations(),
    ...searchSettingsOperations(),
    ...bundleOperations(),
    ...productOperations({ ListSpecs: listProductSpecs, ...variantOperations }),
    ...specOperations(),
    ...inventoryRecordOperations(drawn),
    ...productCollectionOperations(),
  ];
  const product = (id: string | undefined): string => (id ? `product ${id.toLowerCase()}` : "");
  return sharing(all, {
    "PriceSchedules.Create": ({ body: { ID } }) => (ID ? `price schedule ${ID.toLowerCase()}` : ""),
    "Products.Create": ({ body: { ID } }) => product(ID),
    "Catalogs.SaveProductAssignment": ({ body: { ProductID } }) => product(ProductID),
    "Categories.SaveProductAssignment": ({ body: { ProductID } }) => product(ProductID),
    "Products.SaveAssignment": ({ body: { ProductID } }) => product(ProductID),
  });
}
