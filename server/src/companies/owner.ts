import { notFound } from "../platform/errors/api-error.ts";
import type { UserWork } from "../platform/work/work.ts";
import { findSupplierId } from "./suppliers.store.ts";

/**
 * Owner of a new object: the organization that sellers name, otherwise the caller's own; for everybody but sellers
 * always their own (docs/behaviour/catalog.md §1).
 *
 * @returns the marketplace's or a supplier's ID, as stored.
 * @throws ApiError NotFound (Supplier) when sellers name an organization that is not there.
 */
export async function ownerOf(work: UserWork, requested: string | null | undefined): Promise<string> {
  const { actor, db } = work;
  if (actor.userType === "Supplier") return actor.companyId;
  const named = requested?.toLowerCase() ?? "";
  if (actor.userType !== "Seller" || named === "" || named === db.marketplaceId.toLowerCase()) return db.marketplaceId;
  const supplierId = await findSupplierId(db, named);
  if (supplierId === undefined) throw notFound("Supplier", requested);
  return supplierId;
}
