import { notFound } from "../../platform/errors/api-error.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { Call } from "../../platform/operation/call.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { assignCatalog, unassignCatalog } from "../placement/grants.store.ts";
import { catalogOf } from "./access.ts";
import { listCatalogParties } from "./assignments.store.ts";
import { catalogParty } from "./party.ts";

/** Assignments of catalogs to those who see them (docs/behaviour/catalog.md §6.2). */
export const partyAssignments = {
  ListAssignments: (call: Call<"Catalogs.ListAssignments">) => listCatalogParties(call, call.list, call.query),

  async SaveAssignment(call: Call<"Catalogs.SaveAssignment">) {
    const { CatalogID, BuyerID, BuyerGroupID, ViewAllCategories, ViewAllProducts } = call.body;
    const [catalog, party] = await inOrder([
      catalogOf(call, CatalogID, "write"),
      catalogParty(call, BuyerID, BuyerGroupID),
    ]);
    await assignCatalog(call.db, catalog.id, party, {
      viewAllCategories: ViewAllCategories ?? false,
      viewAllProducts: ViewAllProducts ?? false,
    });
  },

  async DeleteAssignment(call: Call<"Catalogs.DeleteAssignment">) {
    refuseBuyers(call);
    const { buyerID, buyerGroupID } = call.query;
    const [catalog, party] = await inOrder([
      catalogOf(call, call.path.catalogID, "write"),
      catalogParty(call, buyerID, buyerGroupID),
    ]);
    if (!(await unassignCatalog(call.db, catalog.id, party)))
      throw notFound("CatalogAssignment", buyerID ?? buyerGroupID);
  },
};
