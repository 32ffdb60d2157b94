import type { CatalogAssignment } from "@orderwell/contract";
import { callerMaySellTo } from "../../companies/index.ts";
import { resolveParty } from "../../parties/index.ts";
import { readPage } from "../../platform/crud/page.ts";
import { sql } from "../../platform/db/sql.ts";
import { invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { assignCatalog, type CatalogParty, unassignCatalog } from "../placement/grants.store.ts";
import { catalogOf } from "./access.ts";
import { inReadableCatalog } from "./product-assignments.operations.ts";

/**
 * Party that a catalog is assigned to: a buyer or a buyer group.
 *
 * @throws ApiError ValidationFailure for both, PartyAssignment.RequiresBuyer for neither; NotFound (Buyer, BuyerGroup),
 *   also for a buyer that a supplier has no relation with.
 */
async function partyOf(
  work: UserWork,
  buyerId: string | null | undefined,
  buyerGroupId: string | null | undefined,
): Promise<CatalogParty> {
  const { actor, db } = work;
  if (!buyerGroupId) {
    const party = await resolveParty(work, { BuyerID: buyerId }, { levels: ["Company"], company: "buyer" });
    if (actor.userType === "Supplier" && !(await callerMaySellTo(work, party.buyerId)))
      throw notFound("Buyer", buyerId);
    return { buyerId: party.buyerId, buyerGroupId: null };
  }
  if (buyerId)
    throw invalidProperty("CatalogAssignment", "BuyerGroupID", "BuyerID and BuyerGroupID cannot both be set.");
  const group =
    actor.userType === "Seller"
      ? await db.row<{ id: string }>(sql`select id from buyer_group
          where marketplace_id = ${db.marketplaceId} and lower(id) = ${buyerGroupId.toLowerCase()}`)
      : undefined;
  if (group === undefined) throw notFound("BuyerGroup", buyerGroupId);
  return { buyerId: null, buyerGroupId: group.id };
}

/** Assignments of catalogs to those who see them (docs/behaviour/catalog.md §6.2). */
export const partyAssignments = {
  async ListAssignments(call: Call<"Catalogs.ListAssignments">) {
    const { actor, db } = call;
    const { catalogID, buyerID } = call.query;
    const where = [sql`t.marketplace_id = ${db.marketplaceId}`, inReadableCatalog(call)];
    if (actor.userType === "Buyer") where.push(sql`t.buyer_id = ${actor.companyId}`);
    if (catalogID !== undefined) where.push(sql`lower(t.catalog_id) = ${catalogID.toLowerCase()}`);
    if (buyerID !== undefined) where.push(sql`lower(t.buyer_id) = ${buyerID.toLowerCase()}`);
    return readPage<CatalogAssignment>(db, call.list, {
      select: sql`t.catalog_id as "CatalogID", t.buyer_id as "BuyerID", t.buyer_group_id as "BuyerGroupID",
        t.view_all_categories as "ViewAllCategories", t.view_all_products as "ViewAllProducts"`,
      from: sql`catalog_assignment as t`,
      where,
      columns: columnsOf(),
      last: [sql`lower(t.catalog_id)`, sql`lower(t.buyer_id) nulls last`, sql`lower(t.buyer_group_id)`],
    });
  },

  async SaveAssignment(call: Call<"Catalogs.SaveAssignment">) {
    const { db } = call;
    const { CatalogID, BuyerID, BuyerGroupID, ViewAllCategories = false, ViewAllProducts = false } = call.body;
    const [catalog, party] = await Promise.all([
      catalogOf(call, CatalogID, "write"),
      partyOf(call, BuyerID, BuyerGroupID),
    ]);
    await assignCatalog(db, catalog.id, party, {
      viewAllCategories: ViewAllCategories ?? false,
      viewAllProducts: ViewAllProducts ?? false,
    });
  },

  async DeleteAssignment(call: Call<"Catalogs.DeleteAssignment">) {
    refuseBuyers(call);
    const { db } = call;
    const { buyerID, buyerGroupID } = call.query;
    const [catalog, party] = await Promise.all([
      catalogOf(call, call.path.catalogID, "write"),
      partyOf(call, buyerID, buyerGroupID),
    ]);
    if (!(await unassignCatalog(db, catalog.id, party))) throw notFound("CatalogAssignment", buyerID ?? buyerGroupID);
  },
};
