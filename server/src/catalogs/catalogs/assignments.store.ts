import type { BundleCatalogAssignment, CatalogAssignment, ProductCatalogAssignment } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import { type RawBuilder, refersTo, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { catalogReaches } from "../ownership/store.ts";
import { isBundle } from "../placement/bundles.store.ts";

/** The condition that rows of the alias `t` with a `catalog_id` are of a catalog that the caller may look into. */
function inReadableCatalog({ actor }: UserWork): RawBuilder<boolean> {
  if (actor.userType === "Seller") return sql`true`;
  if (actor.userType === "Buyer") return catalogReaches(actor.companyId, sql`t.catalog_id`);
  return sql`exists (select from catalog k
    where k.marketplace_id = t.marketplace_id and k.id = t.catalog_id and k.owner_id = ${actor.companyId})`;
}

/** The condition that a column refers to what is asked for, where something is. */
const asked = (
  work: UserWork,
  table: "catalog" | "buyer" | "product",
  id: string | undefined,
): RawBuilder<boolean>[] => (id === undefined ? [] : [refersTo(`t.${table}_id`, work.db.marketplaceId, table, id)]);

/** A page of the parties that catalogs are assigned to; a buyer's users see those of their buyer. */
export function listCatalogParties(
  work: UserWork,
  list: ListRequest,
  { catalogID, buyerID }: { readonly catalogID?: string | undefined; readonly buyerID?: string | undefined },
): Promise<Page<CatalogAssignment>> {
  const { actor, db } = work;
  return readPage(db, list, {
    select: sql`t.catalog_id as "CatalogID", t.buyer_id as "BuyerID", t.buyer_group_id as "BuyerGroupID",
      t.view_all_categories as "ViewAllCategories", t.view_all_products as "ViewAllProducts"`,
    from: sql`catalog_assignment as t`,
    where: [
      sql`t.marketplace_id = ${db.marketplaceId}`,
      inReadableCatalog(work),
      ...(actor.userType === "Buyer" ? [sql`t.buyer_id = ${actor.companyId}`] : []),
      ...asked(work, "catalog", catalogID),
      ...asked(work, "buyer", buyerID),
    ],
    columns: columnsOf(),
    last: [sql`lower(t.catalog_id)`, sql`lower(t.buyer_id) nulls last`, sql`lower(t.buyer_group_id)`],
  });
}

interface Asked {
  readonly catalogID?: string | undefined;
  readonly productID?: string | undefined;
}

/** A page of the products that are in catalogs, bundles among them. */
export const listCatalogProducts = (
  work: UserWork,
  list: ListRequest,
  asked: Asked,
): Promise<Page<ProductCatalogAssignment>> =>
  listPlaced(work, list, asked, sql`t.catalog_id as "CatalogID", t.product_id as "ProductID"`);

/** A page of the bundles that are in catalogs. */
export const listCatalogBundles = (
  work: UserWork,
  list: ListRequest,
  { catalogID, bundleID }: { readonly catalogID?: string | undefined; readonly bundleID?: string | undefined },
): Promise<Page<BundleCatalogAssignment>> =>
  listPlaced(
    work,
    list,
    { catalogID, productID: bundleID },
    sql`t.catalog_id as "CatalogID", t.product_id as "BundleID"`,
    [isBundle],
  );

function listPlaced<Model extends object>(
  work: UserWork,
  list: ListRequest,
  { catalogID, productID }: Asked,
  select: RawBuilder<unknown>,
  further: readonly RawBuilder<boolean>[] = [],
): Promise<Page<Model>> {
  const { db } = work;
  return readPage(db, list, {
    select,
    from: sql`catalog_product as t`,
    where: [
      sql`t.marketplace_id = ${db.marketplaceId}`,
      inReadableCatalog(work),
      ...asked(work, "catalog", catalogID),
      ...asked(work, "product", productID),
      ...further,
    ],
    columns: columnsOf(),
    // As an index has them.
    last: [sql`t.catalog_id`, sql`t.product_id`],
    totals: work.services.totals,
  });
}
