import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** A rule, as orders or order returns are held against it. */
export interface Rule {
  /** What it is about: a buyer's orders, or returns of orders to a seller. */
  readonly purpose: "rule" | "returnRule";
  readonly id: string;
  readonly expression: string;
  readonly groupId: string;
  readonly groupKey: number;
}

export interface RulesAtHand {
  /** By their IDs. */
  readonly rules: readonly Rule[];
  /** Keys of the groups, of rules and of what is pending, that each of the users belongs to. */
  readonly groupsOf: ReadonlyMap<number, ReadonlySet<number>>;
}

/**
 * Rules of a buyer and, of some users, their memberships in groups that decide, in one trip. Rules are held until the
 * transaction ends, so that none of those that ask for an approval is deleted or given to another group meanwhile.
 */
export async function holdRules(db: TenantDb, buyerId: string, userKeys: readonly number[]): Promise<RulesAtHand> {
  const m = db.marketplaceId;
  // What is held is read afterwards, as it is then; Citus locks no row that is read with others.
  const [, rules, memberships] = await Promise.all([
    db.run(sql`select from approval_rule r where r.marketplace_id = ${m} and r.buyer_id = ${buyerId} for share`),
    db.rows<Omit<Rule, "purpose">>(sql`
      select r.id, r.rule_expression as expression, g.id as "groupId", g.key as "groupKey"
      from approval_rule r join user_group g on g.marketplace_id = ${m} and g.key = r.approving_group_key
      where r.marketplace_id = ${m} and r.buyer_id = ${buyerId} order by lower(r.id) collate "C"`),
    db.rows<{ user_key: number; group_key: number }>(sql`
      select u.user_key, u.group_key from user_group_member u
      join user_group g on g.marketplace_id = ${m} and g.key = u.group_key and g.buyer_id = ${buyerId}
      where u.marketplace_id = ${m} and u.user_key = any(${userKeys})`),
  ]);
  return {
    rules: rules.map((rule) => ({ ...rule, purpose: "rule", groupKey: Number(rule.groupKey) })),
    groupsOf: groupsAmong(userKeys, memberships),
  };
}

/** Keys of groups by those of users; every user that is asked for has an entry. */
export function groupsAmong(
  userKeys: readonly number[],
  memberships: readonly { readonly user_key: number; readonly group_key: number }[],
): ReadonlyMap<number, ReadonlySet<number>> {
  const groupsOf = new Map<number, Set<number>>(userKeys.map((key) => [key, new Set()]));
  for (const { user_key, group_key } of memberships) groupsOf.get(Number(user_key))?.add(Number(group_key));
  return groupsOf;
}
