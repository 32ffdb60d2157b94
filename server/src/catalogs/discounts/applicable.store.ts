import type { DiscountBreak } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { placedId } from "../placement/placed.store.ts";
import type { ApplicableDiscount } from "../pricing/discount.ts";
import { productColumns } from "../products/store.ts";
import type { Parties } from "../visibility/rules.ts";
import { productFilters } from "./filter.ts";

interface Arguments {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly buyerGroupId: string | null;
  /** As the text of a `bigint[]`. */
  readonly groupKeys: string;
  readonly productIds: readonly string[];
}

interface Found {
  readonly product: string;
  readonly id: string;
  readonly description: string | null;
  readonly breaks: Json;
  readonly filter: string | null;
}

/**
 * Discounts of a shopper's parties with the products that they are limited to, but for their filters. A child is where its
 * parent is; a category holds what the categories below it do.
 */
const within = prepared<Arguments, Found>(
  ({ marketplaceId: m, buyerId, buyerGroupId, groupKeys, productIds }) => sql`
    select p.id as product, d.id, d.description, d.discount_breaks as breaks, d.product_filter as filter
    from product p join discount d on d.marketplace_id = ${m}
    where p.marketplace_id = ${m} and p.id = any(${productIds}::text[])
      and exists (select from discount_assignment a where a.marketplace_id = ${m} and a.discount_id = d.id
        and (a.buyer_group_id = ${buyerGroupId}::text or a.buyer_id = ${buyerId}::text
          and (a.group_key is null or a.group_key = any(${groupKeys}::bigint[]))))
      and (d.product_id is null or d.product_id in (p.id, p.parent_id))
      and (d.catalog_id is null or exists (select from catalog_product c where c.marketplace_id = ${m}
        and c.catalog_id = d.catalog_id and c.product_id = ${placedId("p")}))
      and (d.category_id is null or exists (
        with recursive up (id) as (
          select c.category_id from category_product c where c.marketplace_id = ${m}
            and c.product_id in (p.id, p.parent_id) and c.catalog_id = d.catalog_id
          union
          select k.parent_id from up join category k on k.marketplace_id = ${m} and k.catalog_id = d.catalog_id and k.id = up.id)
        select from up where up.id = d.category_id))
    order by d.id`,
);

/** Filters that one statement looks at. */
const batch = 50;

/**
 * Discounts that apply to products for a shopper, by the product's stored ID; a product without any is not there.
 *
 * @param productIds as stored, of a page or an order.
 */
export async function applicableDiscounts(
  db: TenantDb,
  { buyerId, buyerGroupId, groupKeys }: Parties,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ApplicableDiscount[]>> {
  if (productIds.length === 0) return new Map();
  const { marketplaceId } = db;
  const keys = `{${groupKeys.join(",")}}`;
  const rows = await db.rows(within({ marketplaceId, buyerId, buyerGroupId, groupKeys: keys, productIds }));
  const filters = [...new Set(rows.flatMap(({ filter }) => filter ?? []))];
  const passing = new Map<string, ReadonlySet<string>>();
  for (let start = 0; start < filters.length; start += batch)
    for (const [filter, ids] of await meeting(db, filters.slice(start, start + batch), productIds))
      passing.set(filter, ids);
  const met = rows.filter(({ product, filter }) => filter === null || passing.get(filter)?.has(product) === true);
  return new Map(
    [...Map.groupBy(met, ({ product }) => product)].map(([product, found]) => [
      product,
      found.map(({ id, description, breaks }) => ({ id, description, breaks: breaks.value as DiscountBreak[] })),
    ]),
  );
}

/** The products that meet each filter; one that cannot be read any more is met by none. */
async function meeting(
  db: TenantDb,
  filters: readonly string[],
  productIds: readonly string[],
): Promise<(readonly [string, ReadonlySet<string>])[]> {
  const conditions = filters.map((text) => {
    try {
      return filterSql(productFilters(text), productColumns);
    } catch {
      return sql`false`;
    }
  });
  const rows = await db.rows<{ readonly id: string; readonly met: boolean[] }>(sql`
    select t.id, array[${sql.join(conditions.map((one) => sql`coalesce(${one}, false)`))}] as met from product t
    where t.marketplace_id = ${db.marketplaceId} and t.id = any(${productIds}::text[])`);
  return filters.map(
    (filter, index) => [filter, new Set(rows.filter(({ met }) => met[index]).map(({ id }) => id))] as const,
  );
}
