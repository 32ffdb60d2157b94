import type { SecurityProfileAssignment } from "@orderwell/contract";
import { AssignmentTable, partyIds, resolveParty } from "../../parties/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { checkCommerceRole, checkWritable, settle } from "./rules.ts";

const table = new Table("security_profile", "SecurityProfile");
const assigned = new AssignmentTable<SecurityProfileAssignment>("security_profile_assignment", {
  levels: ["Company", "Group", "User"],
  company: "any",
  select: { SecurityProfileID: sql`t.security_profile_id` },
  object: ["security_profile_id"],
  key: sql`marketplace_id, security_profile_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''),
    coalesce(group_key, 0), coalesce(user_key, 0)`,
});

/** Rows of one side, over the alias `t`. */
const sides = {
  Buyer: sql`t.buyer_id is not null`,
  Supplier: sql`t.supplier_id is not null`,
  Seller: sql`t.buyer_id is null and t.supplier_id is null`,
};

async function existingProfile(db: TenantDb, id: string): Promise<string> {
  const row = await db.row<{ id: string }>(
    sql`select id from security_profile where marketplace_id = ${db.marketplaceId} and lower(id) = ${id.toLowerCase()}`,
  );
  if (row === undefined) throw notFound("SecurityProfile", id);
  return row.id;
}

/**
 * Roles and password rules, and who has them (docs/behaviour/authentication.md §8, §9). Roles take effect with the next
 * token.
 */
export function securityProfileOperations(): Implementation[] {
  return implement("SecurityProfiles", {
    ...crud(
      new Resource(table, {
        prepare(_work, { draft, before }) {
          checkWritable(before);
          settle(draft);
        },
        async deleting(_work, profile) {
          checkWritable(profile);
        },
      }),
      {
        idParam: "securityProfileID",
      },
    ),
    ListAssignments(call) {
      const { query } = call;
      checkCommerceRole(query);
      const { securityProfileID, commerceRole } = query;
      return assigned.list(call, partyIds(query), query.level, [
        ...(securityProfileID ? [sql`lower(t.security_profile_id) = ${securityProfileID.toLowerCase()}`] : []),
        ...(commerceRole === undefined ? [] : [sides[commerceRole]]),
      ]);
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, assigned.rules);
      const profile = await existingProfile(call.db, call.body.SecurityProfileID);
      await assigned.save(call.db, { security_profile_id: profile }, party);
    },
    async DeleteAssignment(call) {
      const party = await resolveParty(call, partyIds(call.query), assigned.rules);
      const profile = await existingProfile(call.db, call.path.securityProfileID);
      if (!(await assigned.remove(call.db, { security_profile_id: profile }, party)))
        throw notFound("SecurityProfileAssignment", call.path.securityProfileID);
    },
  });
}
