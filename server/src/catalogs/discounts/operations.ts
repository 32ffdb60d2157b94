import { partyIds, resolveParty } from "../../parties/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findBuyerGroupId } from "../catalogs/store.ts";
import {
  assignDiscount,
  type DiscountParty,
  listDiscountAssignments,
  unassignDiscount,
} from "../placement/discount-assignments.store.ts";
import { prepareDiscount } from "./rules.ts";
import { discountTable, holdDiscount } from "./store.ts";

interface NamedParty {
  readonly BuyerGroupID?: string | null | undefined;
  readonly BuyerID?: string | null | undefined;
  readonly UserGroupID?: string | null | undefined;
}

/**
 * Party that a discount is given to.
 *
 * @throws ApiError ValidationFailure for a buyer group beside a buyer or user group, PartyAssignment.RequiresBuyer for none of
 *   them; NotFound (BuyerGroup, Buyer, UserGroup)
 */
async function partyOf(work: UserWork, { BuyerGroupID, BuyerID, UserGroupID }: NamedParty): Promise<DiscountParty> {
  if (!BuyerGroupID) {
    const party = await resolveParty(
      work,
      { BuyerID, UserGroupID },
      { levels: ["Company", "Group"], company: "buyer" },
    );
    return { buyerGroupId: null, buyerId: party.buyerId, groupKey: party.groupKey };
  }
  if (BuyerID || UserGroupID)
    throw invalidProperty(
      "DiscountAssignment",
      "BuyerGroupID",
      "BuyerGroupID must stand without BuyerID and UserGroupID.",
    );
  const buyerGroupId = await findBuyerGroupId(work.db, BuyerGroupID);
  if (buyerGroupId === undefined) throw notFound("BuyerGroup", BuyerGroupID);
  return { buyerGroupId, buyerId: null, groupKey: null };
}

/** @throws ApiError NotFound (Discount) */
async function held({ db }: UserWork, id: string): Promise<string> {
  const found = await holdDiscount(db, id);
  if (found === undefined) throw notFound("Discount", id);
  return found;
}

const assignments = {
  ListAssignments(call: Call<"Discounts.ListAssignments">) {
    const { level, ...asked } = call.query;
    if (level === "User") throw apiError("PartyAssignment.UserLevelNotAllowed");
    if (level !== undefined && level !== "Group" && asked.userGroupID)
      throw apiError("PartyAssignment.InvalidGroupLevel");
    return listDiscountAssignments(call.db, call.list, asked, level);
  },

  async SaveAssignment(call: Call<"Discounts.SaveAssignment">) {
    const [id, party] = await Promise.all([held(call, call.body.DiscountID), partyOf(call, call.body)]);
    await assignDiscount(call.db, id, party);
  },

  async DeleteAssignment(call: Call<"Discounts.DeleteAssignment">) {
    const { discountID } = call.path;
    const named = { ...partyIds(call.query), BuyerGroupID: call.query.buyerGroupID };
    const [id, party] = await Promise.all([held(call, discountID), partyOf(call, named)]);
    if (!(await unassignDiscount(call.db, id, party))) throw notFound("DiscountAssignment", discountID);
  },
};

/** Percentages off prices, and who gets them (docs/behaviour/pricing.md §9). */
export function discountOperations(): Implementation[] {
  const verbs = crud(
    new Resource(discountTable, {
      prepare: (work: UserWork, { draft, before }) => prepareDiscount(work, draft, before),
    }),
    { idParam: "discountID" },
  );
  return implement("Discounts", { ...verbs, ...assignments });
}
