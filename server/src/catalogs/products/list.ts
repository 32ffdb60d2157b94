import type { Product } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { AnyCall, Call } from "../../platform/operation/call.ts";
import { type FacetedList, readFacets } from "../facets/facets.ts";
import { type Finding, Findings, findsTheSame, questionOf } from "../facets/findings.ts";
import { inClasses, isPlain, placementConditions } from "./placement.ts";
import { readable } from "./scope.ts";
import { productColumns, productDocument, products } from "./table.ts";

/** Order and further filters of lists of products (docs/behaviour/visibility-and-search.md §2 and §3). */
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
  const counting = counted
    ? sumOfClasses(db.marketplaceId, [...placement.classes, ...ownClasses(call)])
    : sql`select count(*) as total from ${from} where ${where}`;
  // What a buyer's user reads is no set of classes, and who sells what changes without its product.
  const keeps = findsTheSame(query) && placement.products.length === 0 && caller.userType !== "Buyer";
  const among = `${db.marketplaceId}\0${caller.companyId}`;
  const question = questionOf(query, call.query.catalogID, call.query.categoryID);
  const kept = keeps ? findings.get(among, question) : undefined;
  const [items, state, found] = await Promise.all([
    db.rows<Row<Product>>(
      sql`select ${products.select} from ${from} where ${where} order by ${order} ${pageSql(query)}`,
    ),
    // Before what is found: should a product change between the two, that looks outdated, never up to date.
    keeps ? readState(call) : "",
    kept ?? find(db, counting, list),
    db.finish(),
  ]);
  const { total, facets } = kept === undefined || kept.state === state ? found : await findAnew(call, counting, list);
  if (keeps) findings.keep(among, question, { state, total, facets });
  const meta = { Facets: facets, ...pageMeta(query, total) };
  return { Meta: meta, Items: items };
}

const findings = new Findings();

/** Differs after every change of a product that the caller may read, and of the facets themselves. */
async function readState(call: AnyCall): Promise<string> {
  const { db } = call;
  const row = await db.row<{ state: string }>(sql`
    select concat_ws('/', sum(c.changes), (select version from visibility_version where marketplace_id = ${db.marketplaceId})) as state
    from visibility_class_count c where c.marketplace_id = ${db.marketplaceId}`);
  return row?.state ?? "";
}

async function find(db: TenantDb, counting: RawBuilder<unknown>, list: FacetedList): Promise<Omit<Finding, "state">> {
  const [counted, facets] = await Promise.all([db.row<{ total: number }>(counting), readFacets(db, list)]);
  return { total: counted?.total ?? 0, facets };
}

/** Later than the state that it is kept with. */
const findAnew = (
  { services, caller }: AnyCall,
  counting: RawBuilder<unknown>,
  list: FacetedList,
): Promise<Omit<Finding, "state">> =>
  services.tenants.transaction(caller.marketplaceId, "read", async (db) => {
    const [found] = await Promise.all([find(db, counting, list), db.finish()]);
    return found;
  });

/** The classes of a supplier's own products. */
const ownClasses = ({ caller }: AnyCall): RawBuilder<unknown>[] =>
  caller.userType === "Supplier" ? [sql`v.content ->> 'owner' = ${caller.companyId}`] : [];

function sumOfClasses(marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const those =
    classes.length === 0
      ? sql`true`
      : sql`c.class_id in (select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;
  return sql`select coalesce(sum(c.products), 0)::bigint as total
    from visibility_class_count c where c.marketplace_id = ${marketplaceId} and ${those}`;
}
