import { notFound } from "../platform/errors/api-error.ts";
import { sameId } from "../platform/ids.ts";
import type { UserWork } from "../platform/work/work.ts";
import { holdSupplier } from "./suppliers.store.ts";

/**
 * Owner of a new object: the organization that sellers name, otherwise the caller's own; for everybody but sellers
 * always their own (docs/behaviour/catalog.md §1). A supplier stays until the transaction ends.
 *
 * @returns the marketplace's or a supplier's ID, as stored.
 * @throws ApiError NotFound (Supplier) for an organization that is not there.
 */
export async function ownerOf(work: UserWork, requested: string | null | undefined): Promise<string> {
  const { actor, db } = work;
  const named = actor.userType === "Supplier" ? actor.companyId : requested;
  if (actor.userType === "Buyer" || !named || sameId(named, db.marketplaceId)) return db.marketplaceId;
  const supplierId = await holdSupplier(db, named);
  if (supplierId === undefined) throw notFound("Supplier", named);
  return supplierId;
}
