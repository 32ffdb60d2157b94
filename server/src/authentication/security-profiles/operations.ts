import { partyIds, resolveParty } from "../../parties/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { requireToGive } from "../../platform/access/full-access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { checkCommerceRole, checkWritable, settle } from "./rules.ts";
import { assignedAs, findProfile, securityProfileAssignments, securityProfileTable } from "./store.ts";

async function existingProfile(db: TenantDb, id: string): Promise<{ id: string; roles: readonly string[] }> {
  const found = await findProfile(db, id);
  if (found === undefined) throw notFound("SecurityProfile", id);
  return found;
}

/**
 * Roles and password rules, and who has them (docs/behaviour/authentication.md §8, §9). New roles take effect with the next
 * token; those that are taken away end the tokens that hold them.
 */
export function securityProfileOperations(): Implementation[] {
  return implement("SecurityProfiles", {
    ...crud(
      new Resource(securityProfileTable, {
        prepare({ actor }, { draft, before }) {
          checkWritable(before);
          settle(draft);
          requireToGive(actor, draft.Roles);
        },
        saved: async (work, _after, { before }) => (before === null ? undefined : invalidateAccess(work)),
        async deleting(_work, profile) {
          checkWritable(profile);
        },
        deleted: (work) => invalidateAccess(work),
      }),
      {
        idParam: "securityProfileID",
      },
    ),
    ListAssignments(call) {
      const { query } = call;
      checkCommerceRole(query);
      const { securityProfileID, commerceRole } = query;
      return securityProfileAssignments.list(
        call,
        partyIds(query),
        query.level,
        assignedAs(call.db.marketplaceId, securityProfileID, commerceRole),
      );
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, securityProfileAssignments.rules);
      const profile = await existingProfile(call.db, call.body.SecurityProfileID);
      requireToGive(call.actor, profile.roles);
      await securityProfileAssignments.save(call.db, { security_profile_id: profile.id }, party);
      await invalidateAccess(call);
    },
    async DeleteAssignment(call) {
      const party = await resolveParty(call, partyIds(call.query), securityProfileAssignments.rules);
      const profile = await existingProfile(call.db, call.path.securityProfileID);
      if (!(await securityProfileAssignments.remove(call.db, { security_profile_id: profile.id }, party)))
        throw notFound("SecurityProfileAssignment", call.path.securityProfileID);
      await invalidateAccess(call);
    },
  });
}
