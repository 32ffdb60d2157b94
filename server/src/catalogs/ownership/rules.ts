import type { CodeWithoutData } from "@orderwell/contract";
import { holdSupplier, ownerOf } from "../../companies/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";

/** An object that an organization owns: the marketplace or a supplier. */
interface Owned {
  OwnerID: string | null;
}

/**
 * The owner a draft gets: a new object belongs to its creator's organization unless the marketplace's users name
 * another; afterwards the owner stays (docs/behaviour/catalog.md §1).
 *
 * @throws ApiError NotFound (Supplier) for an organization that is not there; Auth.UserNotAuthorizedToAdmin for a
 *   buyer's user, who owns nothing.
 */
export async function resolveOwner(work: UserWork, draft: Owned, before: Owned | null): Promise<void> {
  if (before !== null) {
    draft.OwnerID = before.OwnerID;
    return;
  }
  refuseBuyers(work);
  draft.OwnerID = await ownerOf(work, draft.OwnerID);
}

/** @throws ApiError `refusal` for a supplier's user who is about to change what another organization owns. */
export function requireOwner({ actor }: UserWork, object: Owned, refusal: CodeWithoutData): void {
  if (actor.userType === "Supplier" && object.OwnerID !== actor.companyId) throw apiError(refusal);
}

/** @throws ApiError Auth.UserNotAuthorizedToAdmin for users of buyers, who may look at a thing at most. */
export function refuseBuyers({ actor }: UserWork): void {
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
}

/**
 * Seller whose assignment of a product or bundle it is: the caller's company; only the marketplace may name another.
 *
 * @throws ApiError NotFound (Supplier)
 */
export async function assigningSeller({ db, actor }: UserWork, sellerId: string | null | undefined): Promise<string> {
  const named = actor.userType === "Supplier" ? actor.companyId : sellerId;
  if (!named || sameId(named, db.marketplaceId)) return db.marketplaceId;
  const found = await holdSupplier(db, named);
  if (found === undefined) throw notFound("Supplier", named);
  return found;
}
