import type { Category } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { catalogOf } from "../catalogs/access.ts";
import { requireAssignable } from "../catalogs/rules.ts";
import type { CatalogReference } from "../catalogs/store.ts";
import { isInCatalog } from "../placement/products-in.store.ts";
import type { ProductHead } from "../products/scope.store.ts";
import { categoryId, countCategories, levelsBelow, liesWithin } from "./store.ts";

/** Levels of categories below each other: every shopper's catalog is followed from the top (docs/behaviour/conventions.md §10). */
const mostLevels = 30;
/** Categories of a catalog, all of which a process reads when somebody shops in it (docs/behaviour/conventions.md §10). */
const mostCategories = 20_000;

/** Checks that a catalog has room for one more category. @throws ApiError Category.MaximumCategoriesReached */
export async function requireRoom(db: TenantDb, catalogId: string): Promise<void> {
  if ((await countCategories(db, catalogId, mostCategories)) >= mostCategories)
    throw apiError("Category.MaximumCategoriesReached", { CatalogID: catalogId, MaximumCategories: mostCategories });
}

/**
 * The stored ID of the category that a draft names as its parent; null at the top.
 *
 * @throws ApiError NotFound (Category), Category.CircularReference, Category.TooDeep
 */
export async function parentOf(
  db: TenantDb,
  catalogId: string,
  draft: Category,
  before: Category | null,
): Promise<string | null> {
  const named = draft.ParentID?.toLowerCase();
  if (named === undefined || named === "") return null;
  if (named === draft.ID.toLowerCase() || named === before?.ID.toLowerCase())
    throw apiError("Category.CircularReference", { CategoryID: draft.ID, ParentID: draft.ParentID });
  if (named === before?.ParentID?.toLowerCase()) return before?.ParentID ?? null;
  const parent = await categoryId(db, catalogId, named);
  if (parent === undefined) throw notFound("Category", draft.ParentID);
  if (before !== null && (await liesWithin(db, catalogId, parent, before.ID)))
    throw apiError("Category.CircularReference", { CategoryID: draft.ID, ParentID: parent });
  if ((await levelsBelow(db, catalogId, parent, before?.ID ?? null, mostLevels)) > mostLevels)
    throw apiError("Category.TooDeep", { CategoryID: draft.ID, ParentID: parent, MaximumLevels: mostLevels });
  return parent;
}

/**
 * A catalog that the caller may change, and the stored ID of one of its categories; both stay until the transaction ends.
 *
 * @throws ApiError NotFound (Catalog, Category), Catalog.CannotEdit
 */
export async function placeOf(
  work: UserWork,
  catalogId: string,
  id: string,
): Promise<readonly [catalog: CatalogReference, categoryId: string]> {
  // In one trip, as most name the catalog as it is stored.
  const [catalog, guess] = await inOrder([catalogOf(work, catalogId, "write"), categoryId(work.db, catalogId, id)]);
  const category = guess ?? (catalog.id === catalogId ? undefined : await categoryId(work.db, catalog.id, id));
  if (category === undefined) throw notFound("Category", id);
  return [catalog, category];
}

/**
 * Checks that a product is in the catalog, or may get into it, before it gets into one of its categories; a child is in
 * where its parent is, never by itself.
 *
 * @throws ApiError Category.CannotAssignChildProduct, Catalog.CannotAssignProduct
 */
export async function requireInCatalog(work: Work, catalog: CatalogReference, product: ProductHead): Promise<void> {
  if (product.parentId === null) await requireAssignable(work, catalog, product);
  else if (!(await isInCatalog(work.db, catalog.id, product.parentId)))
    throw apiError("Category.CannotAssignChildProduct", { CatalogID: catalog.id, ProductID: product.id });
}
