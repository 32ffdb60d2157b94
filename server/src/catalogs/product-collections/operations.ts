import { buyerOf } from "../../buyers/index.ts";
import { callerMaySellTo } from "../../companies/index.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { type OnPath, pathOf } from "../../platform/operation/path.ts";
import { listEntries } from "./entries.store.ts";
import { collections, entryShape, findCollection } from "./store.ts";

/** The buyer in the path. @throws ApiError NotFound (Buyer), also for suppliers who may not sell to it. */
async function buyerIn(call: OnPath): Promise<string> {
  const buyerId = await buyerOf(call, pathOf(call, "buyerID"), "read");
  if (call.actor.userType === "Supplier" && !(await callerMaySellTo(call, buyerId)))
    throw notFound("Buyer", pathOf(call, "buyerID"));
  return buyerId;
}

/** Collections of a buyer's users, as administrators see them (docs/behaviour/catalog.md §12). */
export function productCollectionOperations(): Implementation[] {
  return implement(
    "ProductCollections",
    {
      async List(call) {
        return collections.list(call.db, { columns: { buyer_id: await buyerIn(call) } }, call.list);
      },
      async Get(call) {
        const { productCollectionID } = call.path;
        const found = await collections.find(
          call.db,
          { columns: { buyer_id: await buyerIn(call) } },
          productCollectionID,
        );
        if (found === undefined) throw notFound("ProductCollection", productCollectionID);
        return found;
      },
      async ListEntries(call) {
        const { productCollectionID } = call.path;
        const key = await findCollection(call.db, await buyerIn(call), productCollectionID);
        if (key === undefined) throw notFound("ProductCollection", productCollectionID);
        return listEntries(call, call.list, key);
      },
    },
    { ListEntries: entryShape },
  );
}
