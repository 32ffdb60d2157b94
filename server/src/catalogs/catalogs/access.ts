import { allOf, sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { catalogReaches } from "../ownership/store.ts";

/** Facts of a catalog that everything within it needs. */
export interface CatalogReference {
  readonly id: string;
  readonly ownerId: string;
}

/**
 * The catalog that a path or body names, if the caller may look into it or change it (docs/behaviour/catalog.md §1):
 * the marketplace may with any, a supplier with its own, a buyer's users with those assigned to them.
 *
 * @throws ApiError NotFound (Catalog), Catalog.CannotEdit
 */
export async function catalogOf(
  work: UserWork,
  catalogId: string,
  intent: "read" | "write",
): Promise<CatalogReference> {
  const { actor, db } = work;
  const conditions = [sql`t.marketplace_id = ${db.marketplaceId}`, sql`lower(t.id) = ${catalogId.toLowerCase()}`];
  if (actor.userType === "Buyer") conditions.push(catalogReaches(actor.companyId, sql`t.id`));
  // What is put into a catalog must not miss its deletion: the lock makes one of the two wait for the other.
  const lock = intent === "write" ? sql`for key share of t` : sql``;
  const catalog = await db.row<CatalogReference>(
    sql`select t.id, t.owner_id as "ownerId" from catalog t where ${allOf(conditions)} ${lock}`,
  );
  const foreign = actor.userType === "Supplier" && catalog?.ownerId !== actor.companyId;
  if (catalog === undefined || (foreign && intent === "read")) throw notFound("Catalog", catalogId);
  if (foreign) throw apiError("Catalog.CannotEdit");
  return catalog;
}
