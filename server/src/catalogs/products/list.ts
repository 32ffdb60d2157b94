import type { ListFacet, Product } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { AnyCall, Call } from "../../platform/operation/call.ts";
import { type FacetedList, readFacets } from "../facets/facets.ts";
import { keepFacets, keptFacets } from "./kept-facets.ts";
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
  const list = { from, scope, where: asked, filters: query.filters, columns: productColumns };
  const whole = counted && placement.classes.length === 0;
  const kept = whole ? keptFacets(db.marketplaceId, caller.companyId) : undefined;
  const [items, count, counting] = await Promise.all([
    db.rows<Row<Product>>(
      sql`select ${products.select} from ${from} where ${where} order by ${order} ${pageSql(query)}`,
    ),
    // Before the facets: should a product change between the two, the facets look outdated, never up to date.
    db.row<Count>(
      counted
        ? sumOfClasses(db.marketplaceId, [...placement.classes, ...ownClasses(call)])
        : sql`select count(*) as total, '' as state from ${from} where ${where}`,
    ),
    kept?.facets ?? readFacets(db, list),
    db.finish(),
  ]);
  const { total, state } = count as Count;
  const facets = kept === undefined || kept.state === state ? counting : await freshFacets(call, list);
  if (whole) keepFacets(db.marketplaceId, caller.companyId, { state, facets });
  const meta = { Facets: facets, ...pageMeta(query, total) };
  return { Meta: meta, Items: items };
}

interface Count {
  readonly total: number;
  /** Differs after every change of a product in the list, and of the facets themselves. */
  readonly state: string;
}

/** Facets counted anew, later than the state they are kept with. */
const freshFacets = ({ services, caller }: AnyCall, list: FacetedList): Promise<ListFacet[]> =>
  services.tenants.transaction(caller.marketplaceId, "read", async (db) => {
    const [facets] = await Promise.all([readFacets(db, list), db.finish()]);
    return facets;
  });

/** The classes of a supplier's own products. */
const ownClasses = ({ caller }: AnyCall): RawBuilder<unknown>[] =>
  caller.userType === "Supplier" ? [sql`v.content ->> 'owner' = ${caller.companyId}`] : [];

function sumOfClasses(marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const those =
    classes.length === 0
      ? sql`true`
      : sql`c.class_id in (select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;
  return sql`select coalesce(sum(c.products), 0)::bigint as total,
      concat_ws('/', sum(c.changes), (select version from visibility_version where marketplace_id = ${marketplaceId})) as state
    from visibility_class_count c where c.marketplace_id = ${marketplaceId} and ${those}`;
}
