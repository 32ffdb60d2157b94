import { notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { catalogOf } from "../catalogs/access.ts";
import { putIntoPlace, putWhereKnown, takeOutOfCategory } from "../placement/products-in.store.ts";
import { productOf } from "../products/access.ts";
import { reachable } from "../products/scope.store.ts";
import { placeOf, requireInCatalog } from "./rules.ts";
import { listCategoryProducts } from "./store.ts";

/** Assignments of products to categories (docs/behaviour/catalog.md §6.4). */
export const productAssignments = {
  async ListProductAssignments(call: Call<"Categories.ListProductAssignments">) {
    const catalog = await catalogOf(call, call.path.catalogID, "read");
    return listCategoryProducts(call.db, catalog.id, call.list, call.query);
  },

  async SaveProductAssignment(call: Call<"Categories.SaveProductAssignment">) {
    const { db } = call;
    const { CategoryID, ProductID, ListOrder = null } = call.body;
    const named = { catalogId: call.path.catalogID, categoryId: CategoryID, productId: ProductID };
    if (await putWhereKnown(call, named, ListOrder)) return;
    const [[catalog, category], product] = await inOrder([
      placeOf(call, call.path.catalogID, CategoryID),
      productOf(db, reachable(call), ProductID),
    ]);
    await requireInCatalog(call, catalog, product);
    const place = { catalogId: catalog.id, categoryId: category, productId: product.id };
    await putIntoPlace(call, place, ListOrder, product, catalog.ownerId);
  },

  async DeleteProductAssignment(call: Call<"Categories.DeleteProductAssignment">) {
    const { db } = call;
    const { catalogID, categoryID, productID } = call.path;
    const [[catalog, category], product] = await inOrder([
      placeOf(call, catalogID, categoryID),
      productOf(db, reachable(call), productID),
    ]);
    const removed = await takeOutOfCategory(db, {
      catalogId: catalog.id,
      categoryId: category,
      productId: product.id,
    });
    if (!removed) throw notFound("CategoryProductAssignment", productID);
    call.services.placements.forget(call, product.id);
  },
};
