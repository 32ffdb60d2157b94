import type { CommerceRole, SecurityProfileAssignment } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";

export const securityProfileTable = new Table("security_profile", "SecurityProfile");

export const securityProfileAssignments = new AssignmentTable<SecurityProfileAssignment>(
  "security_profile_assignment",
  {
    levels: ["Company", "Group", "User"],
    company: "any",
    select: { SecurityProfileID: sql`t.security_profile_id` },
    key: sql`marketplace_id, security_profile_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''),
    coalesce(group_key, 0), coalesce(user_key, 0)`,
  },
);

/** Rows of one side, over the alias `t`. */
const sides = {
  Buyer: sql`t.buyer_id is not null`,
  Supplier: sql`t.supplier_id is not null`,
  Seller: sql`t.buyer_id is null and t.supplier_id is null`,
};

/** The conditions that an assignment is of a profile and to one side, as far as either is asked. */
export const assignedAs = (
  marketplaceId: string,
  id: string | undefined,
  side: CommerceRole | undefined,
): RawBuilder<unknown>[] => [
  ...(id ? [refersTo("t.security_profile_id", marketplaceId, "security_profile", id)] : []),
  ...(side === undefined ? [] : [sides[side]]),
];

/** The stored ID of a profile and its roles; `undefined` when there is none of that ID. */
export async function findProfile(
  db: TenantDb,
  id: string,
): Promise<{ readonly id: string; readonly roles: readonly string[] } | undefined> {
  const profiles = tables.selectFrom("security_profile").select(["id", "roles"]);
  const found = await db.row(profiles.where("marketplace_id", "=", db.marketplaceId).where(idIs("id", id)));
  return found && { id: found.id, roles: found.roles.value as string[] };
}
