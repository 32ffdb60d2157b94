import { maySellTo } from "../../companies/index.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Written } from "../../platform/http/reply.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { joinSchedule, type PriceArguments, type PriceChoice, sells } from "../pricing/selection.ts";
import { priceArguments, priceChoice } from "../purchase/price-arguments.ts";
import { type ShopperArguments, shopperStamp } from "../shopper.ts";
import { lookThen } from "../visibility/look.ts";
import { type ProductRow, versionColumns, versionedSchedule, writtenProducts } from "./product-text.ts";
import { sellerOf } from "./seller.ts";

interface Arguments extends PriceArguments, ShopperArguments {
  readonly classes: string;
  /** In lower case. */
  readonly productId: string;
}

type Fragments = { readonly [Name in keyof Arguments]: RawBuilder<unknown> };

/** Whether the named seller sells product `p` to the shopper's buyer: it may sell the product, and the buyer may order from it. */
const sellsToBuyer = ({ marketplaceId, anySeller, sellerId, buyerId }: Fragments): RawBuilder<unknown> => sql`
  (${anySeller}::boolean or ${sells(marketplaceId, sellerId)} and (${sellerId} = p.marketplace_id or exists (
    select from supplier u where u.marketplace_id = ${marketplaceId} and u.id = ${sellerId} and u.active
      and ${maySellTo(buyerId, "u")})))`;

/** One row in any case, since it says who the shopper is; its product is null where he sees none. */
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

/**
 * A product that the calling shopper sees, priced for him; by a seller only if it sells the product to him.
 *
 * @throws ApiError NotFound (Product)
 */
export async function getBuyerProduct(
  work: UserWork,
  productId: string,
  namedSeller: string | undefined,
): Promise<Written> {
  const sellerId = await sellerOf(work.db, namedSeller);
  const products = await lookThen(
    work,
    async (db, { shopper, sight }) => {
      const { marketplaceId } = db;
      const found = await db.row<ProductRow & { readonly stamp: string | null }>(
        statements[priceChoice(marketplaceId, sight, sellerId)]({
          ...priceArguments(marketplaceId, shopper, sight, sellerId),
          marketplaceId,
          userKey: shopper.userKey,
          classes: sight.classes.text,
          productId: productId.toLowerCase(),
        }),
      );
      return { result: found === undefined ? [] : [found], stamp: found?.stamp ?? null };
    },
    (db, rows) => writtenProducts(db, rows, work.now),
  );
  const [product] = products;
  if (product === undefined) throw notFound("Product", productId);
  return product;
}
