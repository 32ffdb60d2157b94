import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { putIntoPlace, putWhereKnown, takeOutOfCatalog } from "../placement/products-in.store.ts";
import { productOf } from "../products/access.ts";
import { reachable } from "../products/scope.store.ts";
import { catalogOf } from "./access.ts";
import { listCatalogProducts } from "./assignments.store.ts";
import { requireAssignable } from "./rules.ts";

/** Operations on the products of a catalog (docs/behaviour/catalog.md §6.2). */
export const productAssignments = {
  ListProductAssignments: (call: Call<"Catalogs.ListProductAssignments">) =>
    listCatalogProducts(call, call.list, call.query),

  async SaveProductAssignment(call: Call<"Catalogs.SaveProductAssignment">) {
    const { CatalogID, ProductID } = call.body;
    if (await putWhereKnown(call, { catalogId: CatalogID, categoryId: null, productId: ProductID }, null)) return;
    const [catalog, product] = await inOrder([
      catalogOf(call, CatalogID, "write"),
      productOf(call.db, reachable(call), ProductID),
    ]);
    if (product.parentId !== null) throw apiError("Catalog.CannotAssignChildProduct", { ProductID: product.id });
    await requireAssignable(call, catalog, product);
    const place = { catalogId: catalog.id, categoryId: null, productId: product.id };
    await putIntoPlace(call, place, null, product, catalog.ownerId);
  },

  async DeleteProductAssignment(call: Call<"Catalogs.DeleteProductAssignment">) {
    const { catalogID, productID } = call.path;
    const [catalog, product] = await inOrder([
      catalogOf(call, catalogID, "write"),
      productOf(call.db, reachable(call), productID),
    ]);
    if (!(await takeOutOfCatalog(call.db, catalog.id, product.id)))
      throw notFound("ProductCatalogAssignment", productID);
    call.services.placements.forget(call, product.id);
  },
};
