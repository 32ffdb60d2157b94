import { partyIds, resolveParty } from "../../parties/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { sameCurrency } from "../../seller/index.ts";
import { assigningSeller, refuseBuyers } from "../ownership/rules.ts";
import { productAssignments } from "../placement/product-assignments.store.ts";
import { productOf } from "./access.ts";
import { type AssignmentFacts, askedAssignments, assignmentFacts } from "./assignments.store.ts";
import { reachable } from "./scope.store.ts";
import { addSeller } from "./suppliers.store.ts";

/** The assignments of products; suppliers see those that they made and those of their own products. */
export const listAssignments = (call: Call<"Products.ListAssignments">) =>
  productAssignments.list(call, partyIds(call.query), call.query.level, askedAssignments(call, call.query));

/**
 * Gives a buyer or group access to a product, at a seller's prices (docs/behaviour/catalog.md §8). Sellers and
 * suppliers do so: whoever buys does not set what they pay.
 *
 * @throws ApiError Product.CannotAssignNotInBuyerCatalog, ProductAssigment.MustSpecifyPriceScheduleID,
 *   PriceSchedule.NoPriceBreaks, .CurrencyMismatch, .InvalidDefaultPriceScheduleID for a schedule of someone else
 */
export async function saveAssignment(call: Call<"Products.SaveAssignment">): Promise<void> {
  refuseBuyers(call);
  const { db, body, actor } = call;
  const [product, party] = await inOrder([
    productOf(db, reachable(call), body.ProductID),
    resolveParty(
      call,
      partyIds({ buyerID: body.BuyerID, userGroupID: body.UserGroupID ?? undefined }),
      productAssignments.rules,
    ),
  ]);
  const seller = await assigningSeller(call, body.SellerID);
  const scheduleId = body.PriceScheduleID || null;
  if (actor.userType === "Seller" && seller !== db.marketplaceId && scheduleId === null)
    throw apiError("ProductAssigment.MustSpecifyPriceScheduleID", { SellerID: seller });
  const facts = await assignmentFacts(db, product.parentId ?? product.id, party, scheduleId);
  if (!facts.shared)
    throw apiError("Product.CannotAssignNotInBuyerCatalog", { ProductID: product.id, BuyerID: party.buyerId });
  if (scheduleId !== null) checkSchedule(call, facts, seller, scheduleId);
  call.services.placements.forget(call, product.id);
  await Promise.all([
    productAssignments.save(db, { productId: product.id, sellerId: seller }, party, facts.schedule?.id ?? null),
    // A supplier that offers a product of the marketplace thereby sells it.
    actor.userType === "Supplier" && product.ownerId !== actor.companyId && addSeller(db, product.id, actor.companyId),
  ]);
}

export async function deleteAssignment(call: Call<"Products.DeleteAssignment">): Promise<void> {
  refuseBuyers(call);
  const { db, path, query } = call;
  const [product, party] = await inOrder([
    productOf(db, reachable(call), path.productID),
    resolveParty(call, partyIds({ ...query, buyerID: path.buyerID }), productAssignments.rules),
  ]);
  const seller = await assigningSeller(call, query.sellerID);
  call.services.placements.forget(call, product.id);
  if (!(await productAssignments.remove(db, { productId: product.id, sellerId: seller }, party)))
    throw notFound("ProductAssignment", path.productID);
}

/** Suppliers use schedules of their own, the marketplace its own and those of the seller it names. */
function checkSchedule(
  { actor, db }: UserWork,
  { schedule, currencies }: AssignmentFacts,
  seller: string,
  scheduleId: string,
): void {
  if (schedule === null || (actor.userType === "Supplier" && schedule.ownerId !== seller))
    throw notFound("PriceSchedule", scheduleId);
  if (seller !== db.marketplaceId && schedule.ownerId !== seller && schedule.ownerId !== db.marketplaceId)
    throw apiError("PriceSchedule.InvalidDefaultPriceScheduleID", { PriceScheduleID: schedule.id });
  if (schedule.priceBreaks === 0) throw apiError("PriceSchedule.NoPriceBreaks", { PriceScheduleID: schedule.id });
  if (currencies.length > 0 && !currencies.some((currency) => sameCurrency(currency, schedule.currency)))
    throw apiError("PriceSchedule.CurrencyMismatch", { Currency: schedule.currency, PartyCurrency: currencies[0] });
}
