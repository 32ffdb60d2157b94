import { maySellTo } from "../../companies/index.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import { joinSchedule, type PriceArguments, type PriceChoice, priceChoice, sells } from "../pricing/selection.store.ts";
import { readOptimistically, type ShopperWork } from "./optimistic-read.ts";
import { priceArguments } from "./price-arguments.ts";
import { type VersionedProduct, versionColumns, versionedSchedule } from "./product-json.store.ts";
import type { ReadCaches } from "./read-caches.ts";
import { sellerOf } from "./seller.store.ts";
import { type ShopperArguments, shopperStamp } from "./shopper.store.ts";

interface Arguments extends PriceArguments, ShopperArguments {
  readonly classes: string;
  /** In lower case. */
  readonly productId: string;
}

type Fragments = { readonly [Name in keyof Arguments]: RawBuilder<unknown> };

/**
 * Tells whether the named seller sells product `p` to the shopper's buyer: it may sell the product, and the buyer may
 * order from it.
 */
const sellsToBuyer = ({ marketplaceId, anySeller, sellerId, buyerId }: Fragments): RawBuilder<unknown> => sql`
  (${anySeller}::boolean or ${sells(marketplaceId, sellerId)} and (${sellerId} = p.marketplace_id or exists (
    select from supplier u where u.marketplace_id = ${marketplaceId} and u.id = ${sellerId} and u.active
      and ${maySellTo(buyerId, "u")})))`;

/** One row in any case, since it says who the shopper is; its product is null where they see none. */
const productOf = (choice: PriceChoice) =>
  prepared<Arguments>(
    (args) => sql`
      select c.stamp, r.* from (select ${shopperStamp(args)} as stamp offset 0) c
      left join lateral (
        select ${versionColumns(args)} from product p ${joinSchedule(choice, args, versionedSchedule)}
        where p.marketplace_id = ${args.marketplaceId} and lower(p.id) = ${args.productId}
          and p.visibility_class_id = any(${args.classes}::int[])
          ${choice === "full" ? sql`and ${sellsToBuyer(args)}` : sql``}
      ) r on true`,
  );

const statements = { default: productOf("default"), full: productOf("full") };

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
    async (db, view) => {
      const { shopper, visible } = view;
      const { marketplaceId } = db;
      const found = await db.row<VersionedProduct & { readonly stamp: string | null }>(
        statements[priceChoice(visible.onlyDefaultPrices, marketplaceId, sellerId)]({
          ...priceArguments(marketplaceId, shopper, visible, sellerId),
          marketplaceId,
          userKey: shopper.userKey,
          classes: visible.classes.text,
          productId: productId.toLowerCase(),
        }),
      );
      return { result: { rows: found === undefined ? [] : [found], view }, stamp: found?.stamp ?? null };
    },
    (db, { rows, view }) => caches.json.of(db, rows, work.now, view),
  );
  const [product] = products;
  if (product === undefined) throw notFound("Product", productId);
  return product;
}
