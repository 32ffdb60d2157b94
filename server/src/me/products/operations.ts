import { getBuyerProduct, listBuyerProducts, storefrontShape } from "../../catalogs/index.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";

/** Products as the calling shopper sees and pays for them (spec: visibility-and-search §2). */
export function productOperations(): Implementation[] {
  return implementSome(
    "Me",
    {
      ListProducts: (call) => listBuyerProducts(call, call.query, call.list),
      GetProduct: (call) => getBuyerProduct(call, call.path.productID, call.query.sellerID),
    },
    { ListProducts: storefrontShape },
  );
}
