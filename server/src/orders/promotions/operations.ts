import type { Promotion } from "@orderwell/contract";
import { callerMaySellTo, ownerOf } from "../../companies/index.ts";
import { partyIds, resolveParty } from "../../parties/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { plain } from "../../platform/db/json.ts";
import { apiError, notFound, refuse } from "../../platform/errors/api-error.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { promotionTable } from "../aggregate/promotion-row.store.ts";
import { generateCodes } from "./codes.ts";
import {
  assignedBy,
  deletePromotions,
  isGenerated,
  listCodes,
  ofPromotion,
  openTo,
  ownPromotions,
  promotionAssignments,
  promotionsOf,
} from "./promotions.store.ts";
import { promotionFindings } from "./rules.ts";
import { forgetOnOrders, takeOffOrders } from "./withdrawal.store.ts";

/** Sellers write all promotions, suppliers their own, buyers none. @throws ApiError Auth.UserNotAuthorizedToAdmin */
function requireOwner({ actor }: UserWork, ownerId: string | null): void {
  if (actor.userType === "Buyer" || (actor.userType === "Supplier" && ownerId !== actor.companyId))
    throw apiError("Auth.UserNotAuthorizedToAdmin");
}

/** A promotion that the caller may change, as it is stored. */
async function toChange(work: UserWork, id: string): Promise<Promotion> {
  const found = await promotionTable.find(work.db, {}, id);
  if (found === undefined) throw notFound("Promotion", id);
  const promotion = plain<Promotion>(found);
  requireOwner(work, promotion.OwnerID);
  return promotion;
}

const promotions = new Resource<Promotion, void, UserWork>(promotionTable, {
  async prepare(work, { draft, before }) {
    draft.OwnerID = before === null ? await ownerOf(work, draft.OwnerID) : before.OwnerID;
    requireOwner(work, draft.OwnerID);
    for (const name of ["Code", "ValueExpression", "StartDate", "ExpirationDate"] as const) draft[name] ||= null;
    draft.Active ??= true;
    draft.RedemptionCount = before?.RedemptionCount ?? 0;
    refuse(...promotionFindings(draft));
    if (draft.Code !== null && draft.Code !== before?.Code && (await isGenerated(work.db, draft.Code)))
      throw apiError("Promotion.CodeInUse");
  },
  async saved(work, after, { before }) {
    await generateCodes(work, after);
    if (before?.Active && !after.Active) await takeOffOrders(work, [after.ID]);
  },
  async deleting(work, promotion) {
    requireOwner(work, promotion.OwnerID);
    await takeOffOrders(work, [promotion.ID]);
    await forgetOnOrders(work, [promotion.ID]);
  },
});

/** Deletes the promotions of a supplier that is about to be deleted. */
export async function deletePromotionsOf(work: Work, supplierId: string): Promise<void> {
  const ids = await promotionsOf(work.db, supplierId);
  if (ids.length === 0) return;
  await takeOffOrders(work, ids);
  await forgetOnOrders(work, ids);
  await deletePromotions(work.db, ids);
}

/** Promotions, who may use them, and their codes (docs/behaviour/promotions.md §1). */
export const promotionOperations = (): Implementation[] => [
  ...implement("Promotions", {
    ...crud(promotions, { idParam: "promotionID", scope: ({ actor }, intent) => ownPromotions(actor, intent) }),
    ListAssignments(call) {
      const { promotionID, level } = call.query;
      const { actor } = call;
      return promotionAssignments.list(call, partyIds(call.query), level, [
        ...(promotionID ? [ofPromotion(call.db.marketplaceId, promotionID)] : []),
        ...(actor.userType === "Supplier" ? [assignedBy(actor.companyId)] : []),
      ]);
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, promotionAssignments.rules);
      if (call.actor.userType === "Supplier" && !(await callerMaySellTo(call, party.buyerId)))
        throw notFound("Buyer", call.body.BuyerID);
      const { ID } = await toChange(call, call.body.PromotionID);
      await promotionAssignments.save(call.db, { promotion_id: ID }, party);
    },
    async DeleteAssignment(call) {
      const { promotionID } = call.path;
      const party = await resolveParty(call, partyIds(call.query), promotionAssignments.rules);
      const { ID } = await toChange(call, promotionID);
      if (!(await promotionAssignments.remove(call.db, { promotion_id: ID }, party)))
        throw notFound("PromotionAssignment", promotionID);
    },
    async ListCodes(call) {
      const { ID } = await promotions.get(call, ownPromotions(call.actor, "read"), call.path.promotionID);
      return listCodes(call.db, String(ID), call.list);
    },
  }),
  ...implementSome("Me", {
    ListPromotions: (call) => promotionTable.list(call.db, openTo(call.actor), call.list),
    async GetPromotion(call) {
      const found = await promotionTable.find(call.db, openTo(call.actor), call.path.promotionID);
      if (found === undefined) throw notFound("Promotion", call.path.promotionID);
      return found;
    },
  }),
];
