import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Makes a user of a buyer a member of every group that another one of it belongs to. */
export async function joinGroupsOf(db: TenantDb, model: number, buyerId: string, userId: string): Promise<void> {
  await db.run(sql`
    insert into user_group_member (marketplace_id, group_key, user_key)
    select u.marketplace_id, m.group_key, u.key from app_user u
    join user_group_member m on m.marketplace_id = u.marketplace_id and m.user_key = ${model}
    where u.marketplace_id = ${db.marketplaceId} and u.buyer_id = ${buyerId} and u.id = ${userId} on conflict do nothing`);
}
