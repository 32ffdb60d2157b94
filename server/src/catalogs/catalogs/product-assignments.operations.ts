import type { ProductCatalogAssignment } from "@orderwell/contract";
import { readPage } from "../../platform/crud/page.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { catalogReaches } from "../ownership/store.ts";
import { putIntoCatalog, takeOutOfCatalog } from "../placement/products-in.store.ts";
import { type ProductHead, productOf, reachable } from "../products/scope.ts";
import { type CatalogReference, catalogOf } from "./access.ts";

/** Tells whether rows of the alias `t` that have a `catalog_id` are of a catalog that the caller may look into. */
export function inReadableCatalog({ actor }: UserWork): RawBuilder<unknown> {
  if (actor.userType === "Seller") return sql`true`;
  if (actor.userType === "Buyer") return catalogReaches(actor.companyId, sql`t.catalog_id`);
  return sql`exists (select from catalog k
    where k.marketplace_id = t.marketplace_id and k.id = t.catalog_id and k.owner_id = ${actor.companyId})`;
}

/**
 * Checks that a product may be put into a catalog: the marketplace's take any, a supplier's its own and those of the
 * marketplace that it sells.
 *
 * @throws ApiError Catalog.CannotAssignProduct
 */
export async function requireAssignable({ db }: Work, catalog: CatalogReference, product: ProductHead): Promise<void> {
  if (catalog.ownerId === db.marketplaceId || catalog.ownerId === product.ownerId) return;
  const sells =
    product.ownerId === db.marketplaceId &&
    (product.defaultSupplierId === catalog.ownerId ||
      (await db.row(sql`select from product_supplier where marketplace_id = ${db.marketplaceId}
        and product_id = ${product.id} and supplier_id = ${catalog.ownerId}`)) !== undefined);
  if (!sells) throw apiError("Catalog.CannotAssignProduct", { CatalogID: catalog.id, ProductID: product.id });
}

/** Operations on the products of a catalog (docs/behaviour/catalog.md §6.2). */
export const productAssignments = {
  async ListProductAssignments(call: Call<"Catalogs.ListProductAssignments">) {
    const { catalogID, productID } = call.query;
    const where = [sql`t.marketplace_id = ${call.db.marketplaceId}`, inReadableCatalog(call)];
    if (catalogID !== undefined) where.push(sql`lower(t.catalog_id) = ${catalogID.toLowerCase()}`);
    if (productID !== undefined) where.push(sql`lower(t.product_id) = ${productID.toLowerCase()}`);
    return readPage<ProductCatalogAssignment>(call.db, call.list, {
      select: sql`t.catalog_id as "CatalogID", t.product_id as "ProductID"`,
      from: sql`catalog_product as t`,
      where,
      columns: columnsOf(),
      last: [sql`lower(t.catalog_id)`, sql`lower(t.product_id)`],
    });
  },

  async SaveProductAssignment(call: Call<"Catalogs.SaveProductAssignment">) {
    const { CatalogID, ProductID } = call.body;
    const [catalog, product] = await Promise.all([
      catalogOf(call, CatalogID, "write"),
      productOf(call.db, reachable(call), ProductID),
    ]);
    if (product.parentId !== null) throw apiError("Catalog.CannotAssignChildProduct", { ProductID: product.id });
    await requireAssignable(call, catalog, product);
    await putIntoCatalog(call.db, catalog.id, product.id);
  },

  async DeleteProductAssignment(call: Call<"Catalogs.DeleteProductAssignment">) {
    const { catalogID, productID } = call.path;
    const [catalog, product] = await Promise.all([
      catalogOf(call, catalogID, "write"),
      productOf(call.db, reachable(call), productID),
    ]);
    if (!(await takeOutOfCatalog(call.db, catalog.id, product.id)))
      throw notFound("ProductCatalogAssignment", productID);
  },
};
