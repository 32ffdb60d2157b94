import type { PriceSchedule, Product, Spec } from "@orderwell/contract";
import type { Json, Row } from "../../platform/db/json.ts";
import { plain } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { placedId } from "../placement/placed.store.ts";
import { scheduleTable } from "../price-schedules/store.ts";
import { isOnSale } from "../pricing/sale.ts";
import { products } from "../products/store.ts";
import { ofProduct, productSpecs } from "../specs/of-product.store.ts";

/** A schedule that gives a seller's price of a product. */
export interface SellerSchedule {
  readonly Seller: string;
  readonly schedule: Row<PriceSchedule>;
}

/** A schedule that gives a party a seller's price of a product. */
export interface PartySchedule extends SellerSchedule {
  readonly Party: string;
  /** 2: a user group; 3: a buyer. */
  readonly PartyType: number;
}

/** IDs and categories that a product is connected with. */
interface Places {
  readonly Catalogs: readonly string[];
  readonly Suppliers: readonly string[];
  readonly Buyers: readonly string[];
  readonly UserGroups: readonly string[];
  readonly Categories: readonly object[];
}

/** A product with everything that a message about it says. */
export interface ProductDocument extends Places {
  readonly product: Row<Product>;
  readonly defaultSchedule: Row<PriceSchedule> | null;
  readonly parties: readonly PartySchedule[];
  readonly sellers: readonly SellerSchedule[];
  readonly specs: readonly Row<Spec>[];
}

/** Entries of each list that a document holds at most. */
const mostEntries = 1_000;

/** A list of what rows say, as JSON: the first of them. */
const firstOf = (value: RawBuilder<unknown>, from: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select coalesce(json_agg(x.value), '[]') from (select ${value} as value from ${from} limit ${sql.lit(mostEntries)}) x)`;

function placesOf(db: TenantDb, id: string): RawBuilder<Row<{ places: Places }>> {
  const m = sql`${db.marketplaceId}`;
  // A child is where its parent is.
  const placed = placedId("p");
  const party = (what: RawBuilder<unknown>, rest: RawBuilder<unknown>) =>
    firstOf(
      sql`distinct ${what}`,
      sql`product_assignment a ${rest} where a.marketplace_id = ${m} and a.product_id = p.id and ${what} is not null order by 1`,
    );
  return sql`select json_build_object(
      'Catalogs', ${firstOf(sql`c.catalog_id`, sql`catalog_product c where c.marketplace_id = ${m} and c.product_id = ${placed} order by 1`)},
      'Suppliers', ${firstOf(sql`s.supplier_id`, sql`product_supplier s where s.marketplace_id = ${m} and s.product_id = p.id order by 1`)},
      'Buyers', ${party(sql`case when a.group_key is null then a.buyer_id end`, sql``)},
      'UserGroups', ${party(sql`g.id`, sql`left join user_group g on g.marketplace_id = ${m} and g.key = a.group_key`)},
      'Categories', ${firstOf(
        sql`json_build_object('ID', c.id, 'Name', c.name, 'ListOrder', c.list_order, 'Active', c.active)`,
        sql`category_product k join category c on c.marketplace_id = ${m} and c.catalog_id = k.catalog_id and c.id = k.category_id
          where k.marketplace_id = ${m} and k.product_id = p.id order by c.catalog_id, c.list_order, c.id`,
      )}) as places
    from product p where p.marketplace_id = ${m} and p.id = ${id}`;
}

/** The schedule `t` of a row that names it by that column. */
const scheduleOf = (marketplaceId: string, id: RawBuilder<unknown>) =>
  sql`join price_schedule t on t.marketplace_id = ${marketplaceId} and t.id = ${id}`;

/**
 * A product as messages tell of it; undefined where there is none of the ID. Of each list the first thousand.
 *
 * @param withoutPrices leaves its schedules out.
 */
export async function productDocument(
  { db, now }: Pick<Work, "db" | "now">,
  id: string,
  withoutPrices: boolean,
): Promise<ProductDocument | undefined> {
  const product = await products.find(db, {}, id);
  if (product === undefined) return undefined;
  const m = db.marketplaceId;
  const { ID, ParentID, DefaultPriceScheduleID } = product;
  const none: readonly never[] = [];
  const [placed, schedule, parties, sellers, specs] = await Promise.all([
    db.row<{ places: Json }>(placesOf(db, ID)),
    withoutPrices || DefaultPriceScheduleID === null ? undefined : scheduleTable.find(db, {}, DefaultPriceScheduleID),
    withoutPrices
      ? none
      : db.rows<Row<PriceSchedule> & Omit<PartySchedule, "schedule">>(sql`
        select a.seller_id as "Seller", coalesce(g.id, a.buyer_id) as "Party",
          case when a.group_key is null then 3 else 2 end as "PartyType", ${scheduleTable.select}
        from product_assignment a ${scheduleOf(m, sql`a.price_schedule_id`)}
        left join user_group g on g.marketplace_id = ${m} and g.key = a.group_key
        where a.marketplace_id = ${m} and a.product_id = ${ID}
        order by a.seller_id, a.buyer_id, g.id limit ${sql.lit(mostEntries)}`),
    withoutPrices
      ? none
      : db.rows<Row<PriceSchedule> & Omit<SellerSchedule, "schedule">>(sql`
        select s.supplier_id as "Seller", ${scheduleTable.select}
        from product_supplier s ${scheduleOf(m, sql`s.default_price_schedule_id`)}
        where s.marketplace_id = ${m} and s.product_id = ${ID} order by s.supplier_id limit ${sql.lit(mostEntries)}`),
    db.rows<Row<Spec>>(sql`select ${productSpecs.select} from ${productSpecs.source} as t
      where ${allOf([sql`t.marketplace_id = ${m}`, ofProduct(sql`${ID}::text`, sql`${ParentID}::text`)])}
      order by t.list_order, t.id limit ${sql.lit(mostEntries)}`),
  ]);
  const withSale = <One extends Row<PriceSchedule>>(row: One): One => ({
    ...row,
    IsOnSale: isOnSale(plain<PriceSchedule>({ ...row, xp: null }), now),
  });
  return {
    product,
    defaultSchedule: schedule === undefined ? null : withSale(schedule),
    parties: parties.map((row) => ({ ...row, schedule: withSale(row) })),
    sellers: sellers.map((row) => ({ ...row, schedule: withSale(row) })),
    specs,
    ...(placed?.places.value as Places),
  };
}

/** Columns that lead from something else to the products that it affects. */
const ways: Readonly<Record<string, (value: RawBuilder<unknown>, m: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  parent_id: (value) => sql`p.parent_id = ${value}`,
  price_schedule_id: (value, m) => sql`(p.default_price_schedule_id = ${value}
    or exists (select from product_assignment a
      where a.marketplace_id = ${m} and a.product_id = p.id and a.price_schedule_id = ${value})
    or exists (select from product_supplier s
      where s.marketplace_id = ${m} and s.product_id = p.id and s.default_price_schedule_id = ${value}))`,
  spec_id: (value, m) => sql`exists (select from spec_product s
    where s.marketplace_id = ${m} and s.product_id in (p.id, p.parent_id) and s.spec_id = ${value})`,
  catalog_id: (value, m) => sql`exists (select from catalog_product c
    where c.marketplace_id = ${m} and c.product_id in (p.id, p.parent_id) and c.catalog_id = ${value})`,
  category_id: (value, m) => sql`exists (select from category_product c
    where c.marketplace_id = ${m} and c.product_id = p.id and c.category_id = ${value})`,
};

/**
 * IDs of products that something else affects, in their order.
 *
 * @param by the columns that lead to them (`parent_id`, `price_schedule_id`, `spec_id`, `catalog_id`, `category_id`).
 * @param after the ID that they come after.
 */
export async function affectedProducts(
  db: TenantDb,
  by: Readonly<Record<string, string>>,
  after: string,
  most: number,
): Promise<string[]> {
  const conditions = Object.entries(by).map(([name, value]) => {
    const way = ways[name];
    if (way === undefined) throw new Error(`${name} leads to no products`);
    return way(sql`${value}`, sql`${db.marketplaceId}`);
  });
  if (conditions.length === 0) return [];
  const rows = await db.rows<{ id: string }>(sql`
    select p.id from product p where p.marketplace_id = ${db.marketplaceId} and p.id > ${after}
      and ${allOf(conditions)} order by p.id limit ${most}`);
  return rows.map(({ id }) => id);
}
