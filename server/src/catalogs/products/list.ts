import type { Product } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { Call } from "../../platform/operation/call.ts";
import { readFacets } from "../facets/facets.ts";
import { inClasses, isPlain, placementConditions } from "./placement.ts";
import { readable } from "./scope.ts";
import { productColumns, productDocument, products } from "./table.ts";

/** Order and further filters of lists of products (spec: visibility-and-search §2 and §3). */
export const productListShape: ShapeExtras = {
  defaultSort: ["OwnerID", "Name", "ID"],
  fields: {
    BundleID: { type: "string" },
    InventoryRecords: { type: "array", items: { type: "model", model: "InventoryRecord" } },
    InventoryRecord: { type: "array", items: { type: "model", model: "InventoryRecord" } },
  },
};

/**
 * A page of products with the facets of the whole result. Its total comes from the counters of visibility classes unless
 * something is searched or filtered that classes do not tell apart.
 */
export async function listProducts(call: Call<"Products.List">): Promise<Page<Row<Product>>> {
  const { db, caller } = call;
  const { query, shape } = call.list;
  const placement = placementConditions(call.query);
  const search = searchSql(query.search, productColumns, productDocument);
  const scope = allOf([sql`t.marketplace_id = ${db.marketplaceId}`, readable(call).where ?? sql`true`]);
  const asked = allOf([
    ...(placement.classes.length > 0 ? [inClasses(db.marketplaceId, placement.classes)] : []),
    ...placement.products,
    search.where,
  ]);
  const from = sql`product as t`;
  const where = allOf([scope, asked, filterSql(query.filters, productColumns)]);
  const order = orderSql(query, shape, productColumns, search);
  const counted = isPlain(call.list) && placement.products.length === 0 && caller.userType !== "Buyer";
  const [items, total, facets] = await Promise.all([
    db.rows<Row<Product>>(
      sql`select ${products.select} from ${from} where ${where} order by ${order} ${pageSql(query)}`,
    ),
    db.row<{ total: number }>(
      counted
        ? sumOfClasses(db.marketplaceId, [
            ...placement.classes,
            ...(caller.userType === "Supplier" ? [sql`v.content ->> 'owner' = ${caller.companyId}`] : []),
          ])
        : sql`select count(*) as total from ${from} where ${where}`,
    ),
    readFacets(db, { from, scope, where: asked, filters: query.filters, columns: productColumns }),
    db.finish(),
  ]);
  const meta = { Facets: facets, ...pageMeta(query, total?.total ?? 0) };
  return { Meta: meta, Items: items };
}

function sumOfClasses(marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const those =
    classes.length === 0
      ? sql`true`
      : sql`c.class_id in (select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;
  return sql`select coalesce(sum(c.products), 0)::bigint as total from visibility_class_count c
    where c.marketplace_id = ${marketplaceId} and ${those}`;
}
