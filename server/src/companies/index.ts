export { buyerTable, findBuyerId, isCompany, setDefaultCatalog, supplierBuyerTable } from "./buyers.store.ts";
export { refuseMarketplaceId } from "./company-id.ts";
export {
  findMarketplace,
  listMarketplaces,
  type Marketplace,
  marketplaceIds,
  removalChannel,
  removeMarketplace,
  saveForwarder,
  saveMarketplace,
} from "./marketplaces.store.ts";
export { ownerOf } from "./owner.ts";
export { callerMaySellTo, maySellTo, relateBuyer, relatedTo, unrelateBuyer } from "./selling.store.ts";
export { findSupplierId, holdSupplier, supplierTable } from "./suppliers.store.ts";
