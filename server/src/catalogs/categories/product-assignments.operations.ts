import type { CategoryProductAssignment } from "@orderwell/contract";
import { readPage } from "../../platform/crud/page.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { Work } from "../../platform/work/work.ts";
import { type CatalogReference, catalogOf } from "../catalogs/access.ts";
import { requireAssignable } from "../catalogs/product-assignments.operations.ts";
import { isInCatalog, putIntoCategory, takeOutOfCategory } from "../placement/products-in.store.ts";
import { type ProductHead, productOf, reachable } from "../products/scope.ts";
import { categoryId } from "./store.ts";

/**
 * Checks that a product is in the catalog, or may get into it, before it gets into one of its categories; a child is in
 * where its parent is, never by itself.
 *
 * @throws ApiError Category.CannotAssignChildProduct, Catalog.CannotAssignProduct
 */
async function requireInCatalog(work: Work, catalog: CatalogReference, product: ProductHead): Promise<void> {
  if (product.parentId === null) await requireAssignable(work, catalog, product);
  else if (!(await isInCatalog(work.db, catalog.id, product.parentId)))
    throw apiError("Category.CannotAssignChildProduct", { CatalogID: catalog.id, ProductID: product.id });
}

/** Assignments of products to categories (docs/behaviour/catalog.md §6.4). */
export const productAssignments = {
  async ListProductAssignments(call: Call<"Categories.ListProductAssignments">) {
    const { categoryID, productID } = call.query;
    const catalog = await catalogOf(call, call.path.catalogID, "read");
    const where = [sql`t.marketplace_id = ${call.db.marketplaceId}`, sql`t.catalog_id = ${catalog.id}`];
    if (categoryID !== undefined) where.push(sql`lower(t.category_id) = ${categoryID.toLowerCase()}`);
    if (productID !== undefined) where.push(sql`lower(t.product_id) = ${productID.toLowerCase()}`);
    return readPage<CategoryProductAssignment>(call.db, call.list, {
      select: sql`t.category_id as "CategoryID", t.product_id as "ProductID", t.list_order as "ListOrder"`,
      from: sql`category_product as t`,
      where,
      columns: columnsOf(),
      last: [sql`t.list_order nulls first`, sql`lower(t.product_id)`, sql`lower(t.category_id)`],
    });
  },

  async SaveProductAssignment(call: Call<"Categories.SaveProductAssignment">) {
    const { db } = call;
    const { CategoryID, ProductID, ListOrder = null } = call.body;
    const catalog = await catalogOf(call, call.path.catalogID, "write");
    const [category, product] = await Promise.all([
      categoryId(db, catalog.id, CategoryID),
      productOf(db, reachable(call), ProductID),
    ]);
    if (category === undefined) throw notFound("Category", CategoryID);
    await requireInCatalog(call, catalog, product);
    const place = { catalogId: catalog.id, categoryId: category, productId: product.id };
    await putIntoCategory(db, place, ListOrder, product.parentId === null);
  },

  async DeleteProductAssignment(call: Call<"Categories.DeleteProductAssignment">) {
    const { db } = call;
    const { catalogID, categoryID, productID } = call.path;
    const catalog = await catalogOf(call, catalogID, "write");
    const [category, product] = await Promise.all([
      categoryId(db, catalog.id, categoryID),
      productOf(db, reachable(call), productID),
    ]);
    if (category === undefined) throw notFound("Category", categoryID);
    const removed = await takeOutOfCategory(db, {
      catalogId: catalog.id,
      categoryId: category,
      productId: product.id,
    });
    if (!removed) throw notFound("CategoryProductAssignment", productID);
  },
};
