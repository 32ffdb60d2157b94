import type { UserGroupAssignment } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";
import {
  type Company,
  type CompanyOf,
  companyIn,
  companyScope,
  type Known,
  type PeopleDependents,
} from "../company/company.ts";
import { requireUser } from "../users/users.ts";
import { addMember, findGroup, groupTable, listMembers, removeMember } from "./store.ts";

async function requireGroup(work: Work, company: Company, id: string): Promise<Known> {
  const group = await findGroup(work.db, company, id);
  if (group === undefined) throw notFound("UserGroup", id);
  return group;
}

/**
 * The operations on user groups that are the same for marketplace, buyers and suppliers (docs/behaviour/parties.md
 * §2.1).
 */
export function groupOperations(companyOf: CompanyOf, dependents: readonly PeopleDependents[]) {
  const verbs = crud(
    new Resource(groupTable, {
      async deleting(work, object, scope) {
        const group = await requireGroup(work, companyIn(scope), object.ID);
        for (const dependent of dependents) await dependent.deletingGroup?.(work, group);
      },
      deleted: (work) => invalidateAccess(work),
    }),
    {
      idParam: "userGroupID",
      scope: async (call, intent) => companyScope(await companyOf(call, intent)),
    },
  );

  return {
    ...verbs,
    async ListUserAssignments(call: Call) {
      const { userGroupID, userID } = call.query as { userGroupID?: string; userID?: string };
      return listMembers(call.db, call.list, await companyOf(call, "read"), { userGroupID, userID });
    },
    async SaveUserAssignment(call: Call): Promise<void> {
      const { UserGroupID, UserID } = call.body as UserGroupAssignment;
      const company = await companyOf(call, "write");
      const group = await requireGroup(call, company, UserGroupID);
      const user = await requireUser(call, company, UserID);
      await addMember(call.db, group.key, user.key);
      for (const dependent of dependents) await dependent.joinedGroup?.(call, group, user);
    },
    async DeleteUserAssignment(call: Call): Promise<void> {
      const company = await companyOf(call, "write");
      const group = await requireGroup(call, company, pathOf(call, "userGroupID"));
      const user = await requireUser(call, company, pathOf(call, "userID"));
      if (!(await removeMember(call.db, group.key, user.key))) throw notFound("UserGroupAssignment", user.id);
      await invalidateAccess(call);
    },
  };
}
