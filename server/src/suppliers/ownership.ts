import type { References } from "../platform/db/rename.ts";

/**
 * Columns that hold a supplier's ID or the marketplace's, so that no foreign key can guard them: the owner of an object,
 * the seller of an assignment.
 */
const owners = [
  ["catalog", "owner_id"],
  ["locale", "owner_id"],
  ["price_schedule", "owner_id"],
  ["product", "owner_id"],
  ["seller_approval_rule", "owner_id"],
  ["spec", "owner_id"],
  ["product_assignment", "seller_id"],
] as const;

/** Lets what a supplier owns follow when the supplier gets another ID. */
export function addOwnership(references: References): void {
  for (const [table, column] of owners) references.add("supplier", table, [[column, "id"]]);
}
