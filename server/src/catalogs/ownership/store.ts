import type { Scope } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";

/**
 * Condition for what a caller meets of things that have owners, over the alias `t`: the marketplace's users everything,
 * a supplier's users what their company owns, a buyer's users what `buyerSees` says. Suppliers meet the others' things
 * when they write, so that they are refused by `requireOwner` rather than told that the ID is free.
 */
export function ownedScope({ actor }: UserWork, intent: "read" | "write", buyerSees: RawBuilder<unknown>): Scope {
  if (actor.userType === "Buyer") return { where: buyerSees };
  return actor.userType === "Supplier" && intent === "read" ? { where: sql`t.owner_id = ${actor.companyId}` } : {};
}

/** Tells whether catalog `catalog` (a column holding its ID) is assigned to a buyer or to its buyer group. */
export const catalogReaches = (buyerId: string, catalog: RawBuilder<unknown>): RawBuilder<boolean> => sql`exists (
  select from catalog_assignment a
  left join buyer b on b.marketplace_id = a.marketplace_id and b.id = ${buyerId} and b.group_id = a.buyer_group_id
  where a.marketplace_id = t.marketplace_id and a.catalog_id = ${catalog} and (a.buyer_id = ${buyerId} or b.id is not null))`;
