import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Company, Known, PeopleDependents } from "../company.ts";
import { findGroup } from "./store.ts";

/** ID of the group that a rule of the alias `t` leaves the decision to. */
export const approvingGroupId = sql<string>`(select g.id from user_group g
  where g.marketplace_id = t.marketplace_id and g.key = t.approving_group_key)`;

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
    const rules = await db.rows<{ id: string }>(sql`
      select id from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and approving_group_key = ${group.key} order by id limit 100`);
    if (rules.length === 0) return;
    const named = { UserGroupID: group.id, ApprovalRuleIDs: rules.map(({ id }) => id) };
    throw apiError("UserGroup.CannotDeleteApprovingGroup", named);
  },
});
