import {
  type CollectionHead,
  collectionFor,
  collections,
  countOthers,
  entryShape,
  listCollectionProducts,
  putEntry,
  removeEntry,
  seenBy,
} from "../../catalogs/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";

/** Products in one collection. */
const mostEntries = 500;

/** A collection that the user sees. @throws ApiError NotFound */
async function seen(work: UserWork, id: string, lock: boolean): Promise<CollectionHead> {
  const found = await collectionFor(work.db, work.actor, id, lock);
  if (found === undefined) throw notFound("ProductCollection", id);
  return found;
}

/**
 * A collection that the user may manage, locked unless they only read.
 *
 * @throws ApiError NotFound for one that they do not see, ProductCollection.CannotModify for one that they may only
 * look at.
 */
export async function permitted(
  work: UserWork,
  id: string,
  who: "isOwner" | "mayEdit",
  intent: "read" | "write" = "write",
): Promise<CollectionHead> {
  const found = await seen(work, id, intent === "write");
  if (!found[who]) throw apiError("ProductCollection.CannotModify", { ProductCollectionID: found.id });
  return found;
}

const verbs = crud(
  new Resource(collections, {
    async prepare(work, { before }) {
      if (before !== null) await permitted(work, before.ID, "mayEdit");
    },
    columns: ({ actor }, { before }) => (before === null ? { private_to: actor.userKey } : {}),
    deleting: async (work, collection) => void (await permitted(work, collection.ID, "isOwner")),
  }),
  {
    idParam: "productCollectionID",
    scope: ({ actor }) => ({ columns: { buyer_id: actor.companyId }, where: seenBy(actor, true) }),
  },
);

/** Puts a product that the shopper sees into a collection. */
async function addEntry(
  work: UserWork,
  collectionId: string,
  productId: string,
  listOrder: number | null | undefined,
): Promise<void> {
  const { db, actor, now, services } = work;
  const { key } = await permitted(work, collectionId, "mayEdit");
  const { products } = await services.productReads.purchasables(work, actor.userKey, db.marketplaceId, [productId]);
  const found = products.get(productId.toLowerCase());
  if (found === undefined) throw notFound("Product", productId);
  const { ID } = found.product;
  if ((await countOthers(db, key, ID)) >= mostEntries)
    throw apiError("ProductCollection.ProductEntryLimit", { Limit: mostEntries });
  await putEntry(db, key, ID, listOrder, now);
}

/** Collections of products that shoppers keep for themselves and each other (docs/behaviour/catalog.md §12). */
export function collectionOperations(): Implementation[] {
  return implementSome(
    "Me",
    {
      ListProductCollections: ({ db, actor, list }) =>
        collections.list(db, { columns: { buyer_id: actor.companyId }, where: seenBy(actor, false) }, list),
      GetProductCollection: (call) => verbs.Get(call),
      CreateProductCollection: (call) => verbs.Create(call),
      SaveProductCollection: (call) => verbs.Save(call),
      PatchProductCollection: (call) => verbs.Patch(call),
      DeleteProductCollection: (call) => verbs.Delete(call),
      async ListProductCollectionEntries(call) {
        const { key } = await seen(call, call.path.productCollectionID, false);
        return listCollectionProducts(call, key, call.list);
      },
      CreateProductCollectionEntry: (call) =>
        addEntry(call, call.path.productCollectionID, call.path.productID, undefined),
      SaveProductCollectionEntry: (call) =>
        addEntry(call, call.path.productCollectionID, call.body.ProductID ?? "", call.body.ListOrder ?? null),
      async DeleteProductCollectionEntry(call) {
        const { productCollectionID, productID } = call.path;
        const { key } = await permitted(call, productCollectionID, "mayEdit");
        if (!(await removeEntry(call.db, key, productID))) throw notFound("Product", productID);
      },
    },
    { ListProductCollectionEntries: entryShape },
  );
}
