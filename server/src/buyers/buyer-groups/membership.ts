import type { Buyer } from "@orderwell/contract";
import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { hasDefaultCatalog, lockBuyerGroup } from "./store.ts";

/**
 * The group that a buyer is to be in, in its stored spelling. Only the marketplace's own people decide which: what
 * others send is ignored, since a group opens catalogs.
 *
 * @throws ApiError NotFound (BuyerGroup)
 */
export async function resolveGroup({ actor, db }: UserWork, draft: Buyer, before: Buyer | null): Promise<void> {
  if (actor.userType !== "Seller") draft.GroupID = before?.GroupID ?? null;
  draft.GroupID ||= null;
  if (draft.GroupID === null || draft.GroupID === before?.GroupID) return;
  const group = await lockBuyerGroup(db, draft.GroupID);
  if (group === undefined) throw notFound("BuyerGroup", draft.GroupID);
  draft.GroupID = group.id;
}

/** Tells whether a buyer needs no catalog of its own because its group has a default one. */
export async function groupHasCatalog({ db }: Work, groupId: string | null): Promise<boolean> {
  if (groupId === null) return false;
  return hasDefaultCatalog(db, groupId);
}
