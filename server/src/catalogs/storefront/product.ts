import type { BuyerProduct } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import { type PriceArguments, sells } from "../pricing/selection.ts";
import { priceArguments } from "../purchase/price-arguments.ts";
import { buyerProductOf, type ProductRow, productColumns, withSchedule } from "../purchase/product-view.ts";
import { look } from "../visibility/look.ts";
import { sellerOf } from "./seller.ts";

interface Arguments extends PriceArguments {
  readonly marketplaceId: string;
  readonly classes: string;
  /** In lower case. */
  readonly productId: string;
}

const one = prepared<Arguments>(
  (args) => sql`
    select ${productColumns(args)} from product p ${withSchedule(args)}
    where p.marketplace_id = ${args.marketplaceId} and lower(p.id) = ${args.productId}
      and p.visibility_class_id = any(${args.classes}::int[])
      and (${args.anySeller}::boolean or ${sells(args.sellerId)} and ${args.sellerId} in (
        select p.marketplace_id union all
        select u.id from supplier u where u.marketplace_id = p.marketplace_id and u.id = ${args.sellerId} and u.active
          and (u.all_buyers_can_order or exists (select from supplier_buyer b
            where b.marketplace_id = u.marketplace_id and b.supplier_id = u.id and b.buyer_id = ${args.buyerId}))))`,
);

/**
 * A product that the calling shopper sees, priced for him; by a seller only if it sells the product to him.
 *
 * @throws ApiError NotFound (Product)
 */
export async function getBuyerProduct(
  call: AnyCall,
  productId: string,
  namedSeller: string | undefined,
): Promise<Row<BuyerProduct>> {
  const sellerId = await sellerOf(call.db, namedSeller);
  const row = await look(call, (db, { shopper, sight }) =>
    db.row<ProductRow>(
      one({
        ...priceArguments(db.marketplaceId, shopper, sight, sellerId),
        marketplaceId: db.marketplaceId,
        classes: sight.classes.text,
        productId: productId.toLowerCase(),
      }),
    ),
  );
  if (row === undefined) throw notFound("Product", productId);
  return buyerProductOf(row, call.now);
}
