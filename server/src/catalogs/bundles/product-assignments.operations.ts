import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { putIntoBundle, takeOutOfBundle } from "../placement/bundles.store.ts";
import { checkOwner, productOf } from "../products/access.ts";
import { reachable } from "../products/scope.store.ts";
import { bundleOf } from "./access.ts";
import { componentFinding } from "./rules.ts";
import { componentsOf, listComponents } from "./store.ts";

/** What bundles consist of (docs/behaviour/catalog.md §5). */
export const productAssignments = {
  ListProductAssignments: (call: Call<"Bundles.ListProductAssignments">) => listComponents(call, call.list, call.query),

  async SaveProductAssignment(call: Call<"Bundles.SaveProductAssignment">) {
    refuseBuyers(call);
    const { db, body } = call;
    const product = await productOf(db, reachable(call), body.ProductID, true);
    // Locked, so that of two requests the second sees what the first put into it.
    const bundle = await bundleOf(call, body.BundleID, true);
    checkOwner(call, bundle.ownerId);
    const finding = componentFinding(bundle, product, await componentsOf(db, bundle.id));
    if (finding !== undefined) throw finding;
    const component = { bundleId: bundle.id, productId: product.id };
    await putIntoBundle(db, component, { required: body.Required, defaultQuantity: body.DefaultQuantity ?? null });
  },

  async DeleteProductAssignment(call: Call<"Bundles.DeleteProductAssignment">) {
    refuseBuyers(call);
    const { bundleID, productID } = call.path;
    const product = await productOf(call.db, reachable(call), productID);
    const bundle = await bundleOf(call, bundleID, true);
    checkOwner(call, bundle.ownerId);
    if (!(await takeOutOfBundle(call.db, { bundleId: bundle.id, productId: product.id })))
      throw notFound("BundleProductAssignment", productID);
  },
};
