import type { User } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";

/** A user as approvals keep them, by key; null when they are gone. */
export async function shownApprover(
  { db, services }: Pick<Work, "db" | "services">,
  userKey: number | null,
): Promise<User | null> {
  if (userKey === null) return null;
  const row = await db.row<Row<User>>(sql`select ${services.people.users.select} from app_user as t
    where t.marketplace_id = ${db.marketplaceId} and t.key = ${userKey}`);
  return (row ?? null) as User | null;
}

/** One page of the active users who may decide about an order now, each of them once. */
export const listEligible = (work: UserWork, list: ListRequest, orderId: string): Promise<Page<Row<User>>> => {
  const m = work.db.marketplaceId;
  const where = sql`t.active and t.key in (select m.user_key from order_approval a
    join user_group_member m on m.marketplace_id = ${m} and m.group_key = a.approving_group_key
    where a.marketplace_id = ${m} and a.order_id = ${orderId} and a.status = 'Pending'
      and a.submitter_key is distinct from m.user_key)`;
  return work.services.people.users.list(work.db, { where }, list);
};

interface RuleKey {
  readonly buyerId: string;
  readonly id: string;
}

/** Tells whether an order waits for the approval of a buyer's rule. */
export async function awaitsRule(db: TenantDb, { buyerId, id }: RuleKey): Promise<boolean> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select a.id from order_approval a
    join purchase_order o on o.marketplace_id = ${m} and o.id = a.order_id and o.buyer_id = ${buyerId}
    where a.marketplace_id = ${m} and a.approval_rule_id = ${id} and a.status = 'Pending' limit 1`);
  return found !== undefined;
}
