import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { generateVariants } from "../variants/generate.ts";
import { variantOperations } from "../variants/operations.ts";
import { deleteAssignment, listAssignments, saveAssignment } from "./assignments.operations.ts";
import { listProducts, productListShape } from "./list.store.ts";
import { reachable, readable } from "./scope.ts";
import { listSpecs } from "./specs.operations.ts";
import { listSuppliers, removeSupplier, saveSupplier } from "./suppliers.operations.ts";
import { products } from "./table.ts";
import { productWrites } from "./write.ts";

/** Products, their variants, suppliers and party assignments (docs/behaviour/catalog.md §2 to §4, §8, §9). */
export function productOperations(): Implementation[] {
  return implement(
    "Products",
    {
      ...crud(new Resource(products, productWrites), {
        idParam: "productID",
        scope: (call, intent) => (intent === "read" ? readable(call) : reachable(call)),
      }),
      List: (call) => listProducts(call, call.list, call.query),
      ListAssignments: listAssignments,
      SaveAssignment: saveAssignment,
      DeleteAssignment: deleteAssignment,
      ListSpecs: listSpecs,
      ListSuppliers: listSuppliers,
      SaveSupplier: saveSupplier,
      RemoveSupplier: removeSupplier,
      ListVariants: variantOperations.List,
      GetVariant: variantOperations.Get,
      SaveVariant: variantOperations.Save,
      PatchVariant: variantOperations.Patch,
      GenerateVariants: (call) =>
        generateVariants(call, call.path.productID, {
          anew: call.query.overwriteExisting === true,
          active: call.body?.Active,
        }),
    },
    { List: productListShape },
  );
}
