import { partyIds, resolveParty } from "../../parties/index.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { catalogOf } from "../catalogs/access.ts";
import { findCatalog } from "../catalogs/store.ts";
import { categoryAssignments } from "../placement/grants.store.ts";
import { categoryId, ofCategory } from "./store.ts";

/**
 * Assignments of categories to those who see them and their products; null inherits from above
 * (docs/behaviour/catalog.md §6.4, docs/behaviour/visibility-and-search.md §1.2).
 */
export const partyAssignments = {
  async ListAssignments(call: Call<"Categories.ListAssignments">) {
    const { level, categoryID } = call.query;
    const catalog = await catalogOf(call, call.path.catalogID, "read");
    return categoryAssignments.list(call, partyIds(call.query), level, ofCategory(catalog.id, categoryID));
  },

  async SaveAssignment(call: Call<"Categories.SaveAssignment">) {
    const { db, body } = call;
    const catalog = await catalogOf(call, call.path.catalogID, "write");
    const [category, party] = await inOrder([
      categoryId(db, catalog.id, body.CategoryID),
      resolveParty(call, { BuyerID: body.BuyerID, UserGroupID: body.UserGroupID }, categoryAssignments.rules),
    ]);
    if (category === undefined) throw notFound("Category", body.CategoryID);
    const buyerId = party.buyerId ?? undefined;
    if (buyerId === undefined || (await findCatalog(db, catalog.id, { buyerId, stays: false })) === undefined)
      throw notFound("CatalogAssignment", catalog.id);
    await categoryAssignments.save(db, { catalogId: catalog.id, categoryId: category }, party, {
      visible: body.Visible ?? null,
      viewAllProducts: body.ViewAllProducts ?? null,
    });
  },

  async DeleteAssignment(call: Call<"Categories.DeleteAssignment">) {
    const { db, query } = call;
    const { catalogID, categoryID } = call.path;
    const catalog = await catalogOf(call, catalogID, "write");
    const [category, party] = await inOrder([
      categoryId(db, catalog.id, categoryID),
      resolveParty(call, partyIds(query), categoryAssignments.rules),
    ]);
    if (category === undefined) throw notFound("Category", categoryID);
    const removed = await categoryAssignments.remove(db, { catalogId: catalog.id, categoryId: category }, party);
    if (!removed) throw notFound("CategoryAssignment", query.userGroupID ?? query.buyerID);
  },
};
