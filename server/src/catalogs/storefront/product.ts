import { notFound } from "../../platform/errors/api-error.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import { priceChoice } from "../pricing/selection.store.ts";
import { readOptimistically, type ShopperWork } from "./optimistic-read.ts";
import { isDefaultPriced } from "./page.store.ts";
import { priceArguments } from "./price-arguments.ts";
import { type ProductArguments, readProduct } from "./product-trips.store.ts";
import type { ReadCaches } from "./read-caches.ts";
import { sellerOf } from "./seller.store.ts";

/** Carries out `ProductReads.getForShopper`. */
export async function getProductForShopper(
  caches: ReadCaches,
  work: ShopperWork,
  productId: string,
  namedSeller: string | undefined,
): Promise<RawJson> {
  const sellerId = await sellerOf(work.db, namedSeller);
  const products = await readOptimistically(
    caches.views,
    work,
    async (db, view, way) => {
      const { shopper, visible } = view;
      const { marketplaceId } = db;
      const choice = priceChoice(visible.onlyDefaultPrices, marketplaceId, sellerId);
      const args: ProductArguments = {
        ...priceArguments(marketplaceId, shopper, visible, sellerId),
        marketplaceId,
        userKey: shopper.userKey,
        productId: productId.toLowerCase(),
      };
      const isShared = choice === "default" && way === "quick" && db.mode === "read";
      // What is not held is read along, though it may be of another spelling.
      const texts = !caches.json.holds(marketplaceId, productId, shopper);
      const found = await (isShared
        ? caches.productTrips.read({ db, services: work.services }, { ...args, texts })
        : readProduct(db, choice, args));
      const isSeen = found?.classId != null && visible.sees(found.classId);
      return { result: { rows: isSeen ? [found] : [], args, choice, view }, stamp: found?.stamp ?? null };
    },
    (db, { rows, view, ...found }) =>
      caches.json.of(db, { rows, view, isDefaultPriced: isDefaultPriced({ ...found, view }), now: work.now }),
  );
  const [product] = products;
  if (product === undefined) throw notFound("Product", productId);
  return product;
}
