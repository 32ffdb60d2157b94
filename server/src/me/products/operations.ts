import {
  getBuyerSpec,
  getBuyerVariant,
  listBuyerRecords,
  listBuyerSellers,
  listBuyerSpecs,
  listBuyerVariants,
  storefrontShape,
} from "../../catalogs/index.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";

/** Products as the calling shopper sees and pays for them (docs/behaviour/visibility-and-search.md §2). */
export function productOperations(): Implementation[] {
  return implementSome(
    "Me",
    {
      ListProducts: (call) => call.services.productReads.listForShopper(call, call.query, call.list),
      SuggestProducts: (call) => call.services.productReads.suggestForShopper(call, call.query),
      GetProduct: (call) => call.services.productReads.getForShopper(call, call.path.productID, call.query.sellerID),
      ExplainProduct: (call) =>
        call.services.productReads.explainForCaller(call, {
          productId: call.path.productID,
          sellerId: call.query.sellerID,
        }),
      ListProductSellers: (call) => listBuyerSellers(call, call.path.productID, call.list),
      ListProductInventoryRecords: (call) =>
        listBuyerRecords(call, call.path.productID, call.list, { includeAddress: call.query.includeAddress }),
      ListVariantInventoryRecords: (call) =>
        listBuyerRecords(call, call.path.productID, call.list, {
          variantID: call.path.variantID,
          includeAddress: call.query.includeAddress,
        }),
      ListSpecs: (call) => listBuyerSpecs(call, call.path.productID, call.list),
      GetSpec: (call) => getBuyerSpec(call, call.path.productID, call.path.specID),
      ListVariants: (call) => listBuyerVariants(call, call.path.productID, call.list),
      GetVariant: (call) => getBuyerVariant(call, call.path.productID, call.path.variantID),
    },
    { ListProducts: storefrontShape, ListProductSellers: { unlisted: ["PriceSchedule"] } },
  );
}
