import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Company, Known, PeopleDependents } from "../company/company.ts";
import { findGroup, rulesDecidedBy } from "./store.ts";

/** The group of a company that a rule names. @throws ApiError NotFound (UserGroup) */
export async function approvingGroup({ db }: Work, company: Company, id: string | null): Promise<Known> {
  const group = await findGroup(db, company, id ?? "");
  if (group === undefined) throw notFound("UserGroup", id);
  return group;
}

/**
 * Keeps groups that decide by a rule of this table: its rows name them in `approving_group_key`.
 *
 * @throws ApiError UserGroup.CannotDeleteApprovingGroup naming the rules
 */
export const keepsApprovingGroups = (table: string): PeopleDependents => ({
  async deletingGroup({ db }, group) {
    const rules = await rulesDecidedBy(db, table, group.key);
    if (rules.length === 0) return;
    const named = { UserGroupID: group.id, ApprovalRuleIDs: rules };
    throw apiError("UserGroup.CannotDeleteApprovingGroup", named);
  },
});
