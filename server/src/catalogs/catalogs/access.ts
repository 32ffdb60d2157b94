import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type CatalogReference, findCatalog } from "./store.ts";

/**
 * The catalog that a path or body names, if the caller may look into it or change it (docs/behaviour/catalog.md §1):
 * the marketplace may with any, a supplier with its own, a buyer's users with those assigned to them.
 *
 * @throws ApiError NotFound (Catalog), Catalog.CannotEdit
 */
export async function catalogOf(
  { actor, db }: UserWork,
  catalogId: string,
  intent: "read" | "write",
): Promise<CatalogReference> {
  const buyerId = actor.userType === "Buyer" ? actor.companyId : undefined;
  const catalog = await findCatalog(db, catalogId, { buyerId, stays: intent === "write" });
  const foreign = actor.userType === "Supplier" && catalog?.ownerId !== actor.companyId;
  if (catalog === undefined || (foreign && intent === "read")) throw notFound("Catalog", catalogId);
  if (foreign) throw apiError("Catalog.CannotEdit");
  return catalog;
}
