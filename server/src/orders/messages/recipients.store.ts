import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Members of groups who are told of one thing, at most. */
const mostMembers = 200;

/** Keys of the members of groups, each of them once, without one of them. */
export async function membersOf(
  db: TenantDb,
  groups: readonly number[],
  except: number | null | undefined,
): Promise<number[]> {
  const rows = await db.rows<{ key: number }>(sql`
    select distinct m.user_key as key from user_group_member m
    where m.marketplace_id = ${db.marketplaceId} and m.group_key = any(${groups})
      and m.user_key is distinct from ${except ?? null}::bigint
    order by 1 limit ${mostMembers}`);
  return rows.map(({ key }) => Number(key));
}
