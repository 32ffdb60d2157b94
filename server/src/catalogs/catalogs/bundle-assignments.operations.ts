import { notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { bundleOf } from "../bundles/access.ts";
import { putIntoPlace, takeOutOfCatalog } from "../placement/products-in.store.ts";
import { catalogOf } from "./access.ts";
import { listCatalogBundles } from "./assignments.store.ts";
import { requireAssignable } from "./rules.ts";

/** Operations on the bundles of a catalog (docs/behaviour/catalog.md §5, §6.2). */
export const bundleAssignments = {
  ListBundleAssignments: (call: Call<"Catalogs.ListBundleAssignments">) =>
    listCatalogBundles(call, call.list, call.query),

  async SaveBundleAssignment(call: Call<"Catalogs.SaveBundleAssignment">) {
    const { CatalogID, BundleID } = call.body;
    const [catalog, bundle] = await inOrder([catalogOf(call, CatalogID, "write"), bundleOf(call, BundleID)]);
    await requireAssignable(call, catalog, bundle);
    await putIntoPlace(
      call,
      { catalogId: catalog.id, categoryId: null, productId: bundle.id },
      null,
      bundle,
      catalog.ownerId,
    );
  },

  async DeleteBundleAssignment(call: Call<"Catalogs.DeleteBundleAssignment">) {
    const { catalogID, bundleID } = call.path;
    const [catalog, bundle] = await inOrder([catalogOf(call, catalogID, "write"), bundleOf(call, bundleID)]);
    if (!(await takeOutOfCatalog(call.db, catalog.id, bundle.id))) throw notFound("BundleCatalogAssignment", bundleID);
  },
};
