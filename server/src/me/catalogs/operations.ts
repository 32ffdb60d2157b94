import { getBuyerCatalog, listBuyerCatalogs } from "../../catalogs/index.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";

/** Catalogs and categories that the calling shopper sees (docs/behaviour/visibility-and-search.md §1). */
export function catalogOperations(): Implementation[] {
  return implementSome(
    "Me",
    {
      ListCatalogs: (call) => listBuyerCatalogs(call, call.query.sellerID, call.list),
      GetCatalog: (call) => getBuyerCatalog(call, call.path.catalogID),
      ListCategories: (call) => call.services.productReads.listCategories(call, call.query, call.list),
      GetCategory: (call) => call.services.productReads.getCategory(call, call.path.categoryID, call.query.catalogID),
    },
    { ListCategories: { defaultSort: ["ListOrder", "Name", "ID"] } },
  );
}
