import type { ProductSeller } from "@orderwell/contract";
import { maySellTo } from "../../companies/index.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { applicableDiscounts } from "../discounts/applicable.store.ts";
import { sells } from "../pricing/selection.store.ts";
import { priceArguments } from "./price-arguments.ts";
import { type ScheduleRow, scheduleColumnsOf, scheduleOf, withSchedule } from "./product-row.store.ts";

type SellerRow = Pick<ProductSeller, "ID" | "Name"> & ScheduleRow;

/**
 * The companies that sell a product to the calling shopper, the marketplace and suppliers that their buyer may order
 * from, each with its price (docs/behaviour/catalog.md §9).
 *
 * @throws ApiError NotFound (Product)
 */
export async function listBuyerSellers(
  work: UserWork,
  productId: string,
  list: ListRequest,
): Promise<Page<Row<ProductSeller>>> {
  const page = await work.services.productReads.readAsShopper(work, async (db, { shopper, visible }) => {
    const { marketplaceId } = db;
    const { buyerId, groupKeys, currency, assigned } = priceArguments(marketplaceId, shopper, visible, undefined);
    const args = {
      marketplaceId: sql`${marketplaceId}`,
      buyerId: sql`${buyerId}::text`,
      groupKeys: sql`${groupKeys}`,
      currency: sql`${currency}`,
      sellerId: sql`t.id`,
      anySeller: sql`false`,
      assigned: sql`${assigned}`,
    };
    const which = sql`p.marketplace_id = ${marketplaceId} and ${idIs("p.id", productId)}`;
    const sellers = sql`(
        select id, name from marketplace where id = ${marketplaceId}
        union all
        select u.id, u.name from supplier u where u.marketplace_id = ${marketplaceId} and u.active
          and ${maySellTo(buyerId, "u")})`;
    const [head, rows] = await Promise.all([
      db.row<{ readonly id: string; readonly classId: number }>(
        sql`select p.id, p.visibility_class_id as "classId" from product p where ${which}`,
      ),
      readPage<SellerRow>(db, list, {
        select: sql`t.id as "ID", t.name as "Name", ${scheduleColumnsOf}`,
        from: sql`product p cross join ${sellers} t ${withSchedule("full", args)}`,
        where: [which, sells(sql`${marketplaceId}`, sql`t.id`)],
        columns: columnsOf(),
      }),
    ]);
    if (head === undefined || !visible.sees(head.classId)) return undefined;
    const discounts = visible.discounted ? await applicableDiscounts(db, shopper, [head.id]) : new Map();
    return { ...rows, discounts: discounts.get(head.id) ?? [] };
  });
  if (page === undefined) throw notFound("Product", productId);
  return {
    Meta: page.Meta,
    Items: page.Items.map(
      (row) =>
        ({
          ID: row.ID,
          Name: row.Name,
          PriceSchedule: scheduleOf(row, work.now, page.discounts),
        }) as unknown as Row<ProductSeller>,
    ),
  };
}
