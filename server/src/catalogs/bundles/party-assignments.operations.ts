import { partyIds, resolveParty } from "../../parties/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { assigningSeller, refuseBuyers } from "../ownership/rules.ts";
import { bundleAssignments } from "../placement/product-assignments.store.ts";
import { askedAssignments, assignmentFacts } from "../products/assignments.store.ts";
import { bundleOf } from "./access.ts";

/** To whom bundles are assigned, as products are and without prices (docs/behaviour/catalog.md §5, §8). */
export const partyAssignments = {
  ListAssignments: (call: Call<"Bundles.ListAssignments">) =>
    bundleAssignments.list(
      call,
      partyIds(call.query),
      call.query.level,
      askedAssignments(call, { productID: call.query.bundleID }),
    ),

  async SaveAssignment(call: Call<"Bundles.SaveAssignment">) {
    refuseBuyers(call);
    const { db, body } = call;
    const ids = partyIds({ buyerID: body.BuyerID, userGroupID: body.UserGroupID ?? undefined });
    const [bundle, party] = await Promise.all([
      bundleOf(call, body.BundleID),
      resolveParty(call, ids, bundleAssignments.rules),
    ]);
    const seller = await assigningSeller(call, body.SellerID);
    const { shared } = await assignmentFacts(db, bundle.id, party, null);
    if (!shared)
      throw apiError("Product.CannotAssignNotInBuyerCatalog", { ProductID: bundle.id, BuyerID: party.buyerId });
    await bundleAssignments.save(db, { productId: bundle.id, sellerId: seller }, party);
  },

  async DeleteAssignment(call: Call<"Bundles.DeleteAssignment">) {
    refuseBuyers(call);
    const { db, path, query } = call;
    const [bundle, party] = await Promise.all([
      bundleOf(call, path.bundleID),
      resolveParty(call, partyIds({ ...query, buyerID: path.buyerID }), bundleAssignments.rules),
    ]);
    const seller = await assigningSeller(call, query.sellerID);
    if (!(await bundleAssignments.remove(db, { productId: bundle.id, sellerId: seller }, party)))
      throw notFound("BundleAssignment", path.bundleID);
  },
};
