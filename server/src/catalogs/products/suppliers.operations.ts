import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { productOf } from "./access.ts";
import { propagateToChildren } from "./family.store.ts";
import { reachable } from "./scope.store.ts";
import { clearDefaultSupplier, findOffer, listSellers, removeSeller, saveSeller } from "./suppliers.store.ts";

/** The suppliers that sell a product; a supplier's users meet no other one among them. */
export async function listSuppliers(call: Call<"Products.ListSuppliers">) {
  const { actor, db, list, path } = call;
  const product = await productOf(db, reachable(call), path.productID);
  return listSellers(db, product.id, list, actor.userType === "Supplier" ? actor.companyId : undefined);
}

/**
 * Lets a supplier sell a product, at the prices of a schedule of its own or of the marketplace
 * (docs/behaviour/catalog.md §9). A supplier may do so for itself, where the product is open to it.
 *
 * @throws ApiError PriceSchedule.InvalidDefaultPriceScheduleID, .NoPriceBreaks
 */
export async function saveSupplier(call: Call<"Products.SaveSupplier">): Promise<void> {
  const { db, path, query, actor } = call;
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  // Whether there is such a supplier is not for another one to learn, nor what it owns.
  const itself = sameId(path.supplierID, actor.companyId);
  if (actor.userType === "Supplier" && !itself) throw apiError("Product.CannotModify");
  const scheduleId = query.defaultPriceScheduleID || null;
  const [product, { supplier, schedule }] = await inOrder([
    productOf(db, reachable(call), path.productID),
    findOffer(db, path.supplierID, scheduleId, actor.userType === "Supplier" ? actor.companyId : undefined),
  ]);
  if (supplier === null) throw notFound("Supplier", path.supplierID);
  if (scheduleId !== null) {
    if (schedule === null) throw notFound("PriceSchedule", scheduleId);
    if (![supplier, db.marketplaceId].includes(schedule.ownerId))
      throw apiError("PriceSchedule.InvalidDefaultPriceScheduleID", { PriceScheduleID: schedule.id });
    if (schedule.priceBreaks === 0) throw apiError("PriceSchedule.NoPriceBreaks", { PriceScheduleID: schedule.id });
  }
  await saveSeller(db, product.id, supplier, schedule?.id ?? null);
}

/** Ends what `saveSupplier` began. The default supplier of a product is then no longer that, nor are orders forwarded. */
export async function removeSupplier(call: Call<"Products.RemoveSupplier">): Promise<void> {
  const { db, path, actor } = call;
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  if (actor.userType === "Supplier" && !sameId(path.supplierID, actor.companyId))
    throw apiError("Product.CannotModify");
  const product = await productOf(db, reachable(call), path.productID, true);
  if (!(await removeSeller(db, product.id, path.supplierID))) throw notFound("Supplier", path.supplierID);
  if (!sameId(product.defaultSupplierId, path.supplierID)) return;
  await clearDefaultSupplier(db, product.id);
  if (product.isParent) await propagateToChildren(db, product.id, false);
}
