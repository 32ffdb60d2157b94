import type { CodeWithoutData } from "@orderwell/contract";
import type { Scope } from "../platform/crud/table.ts";
import { type RawBuilder, sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import { sameId } from "../platform/ids.ts";
import type { UserWork } from "../platform/work/work.ts";

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
  draft.OwnerID = before === null ? await newOwner(work, draft.OwnerID) : before.OwnerID;
}

async function newOwner({ actor, db }: UserWork, named: string | null): Promise<string> {
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  if (actor.userType === "Supplier") return actor.companyId;
  if (named === null || named === "" || sameId(named, db.marketplaceId)) return db.marketplaceId;
  const supplier = await db.row<{ id: string }>(
    sql`select id from supplier where marketplace_id = ${db.marketplaceId} and lower(id) = ${named.toLowerCase()}`,
  );
  if (supplier === undefined) throw notFound("Supplier", named);
  return supplier.id;
}

/**
 * Condition for what a caller meets of things that have owners, over the alias `t`: the marketplace's users everything,
 * a supplier's users what their company owns, a buyer's users what `buyerSees` says. Suppliers meet the others' things
 * when they write, so that they are refused by `requireOwner` rather than told that the ID is free.
 */
export function ownedScope({ actor }: UserWork, intent: "read" | "write", buyerSees: RawBuilder<unknown>): Scope {
  if (actor.userType === "Buyer") return { where: buyerSees };
  return actor.userType === "Supplier" && intent === "read" ? { where: sql`t.owner_id = ${actor.companyId}` } : {};
}

/** @throws ApiError `refusal` for a supplier's user who is about to change what another organization owns. */
export function requireOwner({ actor }: UserWork, object: Owned, refusal: CodeWithoutData): void {
  if (actor.userType === "Supplier" && object.OwnerID !== actor.companyId) throw apiError(refusal);
}

/** @throws ApiError Auth.UserNotAuthorizedToAdmin for users of buyers, who may look at a thing at most. */
export function refuseBuyers({ actor }: UserWork): void {
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
}

/** Tells whether catalog `catalog` (a column holding its ID) is assigned to a buyer or to its buyer group. */
export const catalogReaches = (buyerId: string, catalog: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (
  select from catalog_assignment a
  left join buyer b on b.marketplace_id = a.marketplace_id and b.id = ${buyerId} and b.group_id = a.buyer_group_id
  where a.marketplace_id = t.marketplace_id and a.catalog_id = ${catalog} and (a.buyer_id = ${buyerId} or b.id is not null))`;
