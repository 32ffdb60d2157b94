import type { User } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { hasTombstone } from "../aggregate/tombstones.store.ts";
import { groupsAmong, type Rule, type RulesAtHand } from "../approvals/rules.store.ts";

/**
 * Rules for returns of orders to a seller: the marketplace's, and those of the supplier that the order went to; and of some
 * users their memberships in groups that decide, in one trip. Rules are held until the transaction ends, so that none of
 * those that ask for an approval is deleted or given to another group meanwhile.
 *
 * @param supplierId null for orders to the marketplace.
 */
export async function holdReturnRules(
  db: TenantDb,
  supplierId: string | null,
  userKeys: readonly number[],
): Promise<RulesAtHand> {
  const m = db.marketplaceId;
  const owners = supplierId === null || hasTombstone(supplierId) ? [m] : [m, supplierId];
  // What is held is read afterwards, as it is then; Citus locks no row that is read with others.
  const [, rules, memberships] = await Promise.all([
    db.run(sql`select from seller_approval_rule r where r.marketplace_id = ${m} and r.owner_id = any(${owners}::text[])
      and r.approval_type = 'OrderReturn' for share`),
    db.rows<Omit<Rule, "purpose">>(sql`
      select r.id, r.rule_expression as expression, g.id as "groupId", g.key as "groupKey"
      from seller_approval_rule r join user_group g on g.marketplace_id = ${m} and g.key = r.approving_group_key
      where r.marketplace_id = ${m} and r.owner_id = any(${owners}::text[]) and r.approval_type = 'OrderReturn'
      order by lower(r.id) collate "C"`),
    db.rows<{ user_key: number; group_key: number }>(sql`
      select u.user_key, u.group_key from user_group_member u
      join user_group g on g.marketplace_id = ${m} and g.key = u.group_key and g.buyer_id is null
      where u.marketplace_id = ${m} and u.user_key = any(${userKeys})`),
  ]);
  return {
    rules: rules.map((rule) => ({ ...rule, purpose: "returnRule", groupKey: Number(rule.groupKey) })),
    groupsOf: groupsAmong(userKeys, memberships),
  };
}

/** One page of the active users who may decide about a return now, each of them once. */
export const listEligible = (work: UserWork, list: ListRequest, returnId: string): Promise<Page<Row<User>>> => {
  const m = work.db.marketplaceId;
  const where = sql`t.active and t.key in (select g.user_key from order_return_approval a
    join user_group_member g on g.marketplace_id = ${m} and g.group_key = a.approving_group_key
    where a.marketplace_id = ${m} and a.order_return_id = ${returnId} and a.status = 'Pending'
      and a.submitter_key is distinct from g.user_key)`;
  return work.services.people.users.list(work.db, { where }, list);
};

/** Tells whether a return waits for the approval of a rule. */
export async function awaitsReturnRule(db: TenantDb, ruleId: string): Promise<boolean> {
  const found = await db.row<{ id: string }>(sql`select a.id from order_return_approval a
    where a.marketplace_id = ${db.marketplaceId} and a.approval_rule_id = ${ruleId} and a.status = 'Pending' limit 1`);
  return found !== undefined;
}
