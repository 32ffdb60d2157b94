import { notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { bundleOf } from "../bundles/access.ts";
import { catalogOf } from "../catalogs/access.ts";
import { putIntoPlace, takeOutOfCategory } from "../placement/products-in.store.ts";
import { placeOf, requireInCatalog } from "./rules.ts";
import { listCategoryBundles } from "./store.ts";

/** Assignments of bundles to categories (docs/behaviour/catalog.md §5, §6.4). */
export const bundleAssignments = {
  async ListBundleAssignments(call: Call<"Categories.ListBundleAssignments">) {
    const catalog = await catalogOf(call, call.path.catalogID, "read");
    return listCategoryBundles(call.db, catalog.id, call.list, call.query);
  },

  async SaveBundleAssignment(call: Call<"Categories.SaveBundleAssignment">) {
    const { CategoryID, BundleID, ListOrder = null } = call.body;
    const [[catalog, category], bundle] = await inOrder([
      placeOf(call, call.path.catalogID, CategoryID),
      bundleOf(call, BundleID),
    ]);
    await requireInCatalog(call, catalog, bundle);
    const place = { catalogId: catalog.id, categoryId: category, productId: bundle.id };
    await putIntoPlace(call, place, ListOrder, bundle, catalog.ownerId);
  },

  async DeleteBundleAssignment(call: Call<"Categories.DeleteBundleAssignment">) {
    const { catalogID, categoryID, bundleID } = call.path;
    const [[catalog, category], bundle] = await inOrder([
      placeOf(call, catalogID, categoryID),
      bundleOf(call, bundleID),
    ]);
    const place = { catalogId: catalog.id, categoryId: category, productId: bundle.id };
    if (!(await takeOutOfCategory(call.db, place))) throw notFound("CategoryBundleAssignment", bundleID);
  },
};
