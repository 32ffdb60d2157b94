import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { productOf } from "../products/access.ts";
import { reachable } from "../products/scope.store.ts";
import { specOf } from "./access.ts";
import { assignSpec, listAssignments, unassignSpec } from "./assignments.store.ts";
import { isUsable, variantFinding } from "./rules.ts";
import { optionId } from "./store.ts";

/** Assignments of specs to products, with their defaults there (docs/behaviour/catalog.md §4.3). */
export const productAssignments = {
  ListProductAssignments: (call: Call<"Specs.ListProductAssignments">) => listAssignments(call, call.list),

  async SaveProductAssignment(call: Call<"Specs.SaveProductAssignment">) {
    const { db } = call;
    const { SpecID, ProductID, DefaultValue = null, DefaultOptionID } = call.body;
    const [spec, product] = await Promise.all([
      specOf(call, SpecID, "write"),
      productOf(db, reachable(call), ProductID, true),
    ]);
    const ids = { SpecID: spec.ID, ProductID: product.id };
    if (spec.OwnerID !== product.ownerId) throw apiError("Spec.CannotAssignProduct", ids);
    if (!isUsable(spec)) throw apiError("Spec.InvalidSpecConfiguration", { SpecID: spec.ID });
    const family = product.isParent || product.parentId !== null;
    const finding = spec.DefinesVariant ? variantFinding({ family, bundle: product.isBundle }) : undefined;
    if (finding !== undefined) throw finding;
    const option = DefaultOptionID ? await optionId(db, spec.ID, DefaultOptionID) : null;
    if (option === undefined) throw apiError("Spec.OptionNotFound", { SpecID: spec.ID, OptionID: DefaultOptionID });
    await assignSpec(db, spec.ID, product.id, { value: DefaultValue, optionId: option });
  },

  async DeleteProductAssignment(call: Call<"Specs.DeleteProductAssignment">) {
    const { db } = call;
    const { specID, productID } = call.path;
    const [spec, product] = await Promise.all([
      specOf(call, specID, "write"),
      productOf(db, reachable(call), productID, true),
    ]);
    if (!(await unassignSpec(db, spec.ID, product.id))) throw notFound("SpecProductAssignment", productID);
  },
};
