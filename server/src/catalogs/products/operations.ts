import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Handlers, type Implementation, implement } from "../../platform/operation/implement.ts";
import { deleteAssignment, listAssignments, saveAssignment } from "./assignments.operations.ts";
import { listProducts, productListShape } from "./list.store.ts";
import { reachable, readable } from "./scope.store.ts";
import { products } from "./store.ts";
import { listSuppliers, removeSupplier, saveSupplier } from "./suppliers.operations.ts";
import { productWrites } from "./write.ts";

/** Operations on what is made of a product; the resource of products lends them its paths. */
export type ProductPartOperations = Pick<
  Handlers<"Products">,
  "GenerateVariants" | "GetVariant" | "ListSpecs" | "ListVariants" | "PatchVariant" | "SaveVariant"
>;

/** Products, their suppliers and party assignments (docs/behaviour/catalog.md §2, §3, §8, §9). */
export function productOperations(parts: ProductPartOperations): Implementation[] {
  return implement(
    "Products",
    {
      ...crud(new Resource(products, productWrites), {
        idParam: "productID",
        scope: (call, intent) => (intent === "read" ? readable(call) : reachable(call)),
      }),
      List: (call) => listProducts(call, call.list, call.query),
      Explain: (call) =>
        call.services.productReads.explain(call, {
          productId: call.path.productID,
          buyerId: call.query.buyerID,
          userId: call.query.userID,
          sellerId: call.query.sellerID,
        }),
      ListAssignments: listAssignments,
      SaveAssignment: saveAssignment,
      DeleteAssignment: deleteAssignment,
      ListSuppliers: listSuppliers,
      SaveSupplier: saveSupplier,
      RemoveSupplier: removeSupplier,
      ...parts,
    },
    { List: productListShape },
  );
}
