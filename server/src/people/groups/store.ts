import type { UserGroupAssignment } from "@orderwell/contract";
import { readPage } from "../../platform/crud/page.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { Company, Known } from "../company/company.ts";

export const groupTable = new Table("user_group", "UserGroup");

/** The condition over the alias `t` for groups that a user belongs to. */
export const hasMember = (userKey: number): RawBuilder<unknown> => sql`exists (
  select from user_group_member m
  where m.marketplace_id = t.marketplace_id and m.group_key = t.key and m.user_key = ${userKey})`;

/** A group of a company by ID. */
export const findGroup = (db: TenantDb, { buyerId, supplierId }: Company, id: string): Promise<Known | undefined> =>
  db.row(
    tables
      .selectFrom("user_group")
      .select(["key", "id"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("id", id))
      .where("buyer_id", "is not distinct from", buyerId)
      .where("supplier_id", "is not distinct from", supplierId),
  );

export async function addMember(db: TenantDb, groupKey: number, userKey: number): Promise<void> {
  await db.run(
    tables
      .insertInto("user_group_member")
      .values({ marketplace_id: db.marketplaceId, group_key: groupKey, user_key: userKey })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Makes a user of a buyer a member of every group that another one of it belongs to. */
export async function joinGroupsOf(db: TenantDb, model: number, buyerId: string, userId: string): Promise<void> {
  await db.run(
    tables
      .insertInto("user_group_member")
      .columns(["marketplace_id", "group_key", "user_key"])
      .expression((from) =>
        from
          .selectFrom("app_user as u")
          .innerJoin("user_group_member as m", (on) =>
            on.onRef("m.marketplace_id", "=", "u.marketplace_id").on("m.user_key", "=", model),
          )
          .select(["u.marketplace_id", "m.group_key", "u.key"])
          .where("u.marketplace_id", "=", db.marketplaceId)
          .where("u.buyer_id", "=", buyerId)
          .where("u.id", "=", userId),
      )
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** True when the user was a member. */
export async function removeMember(db: TenantDb, groupKey: number, userKey: number): Promise<boolean> {
  const removed = await db.run(
    tables
      .deleteFrom("user_group_member")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("group_key", "=", groupKey)
      .where("user_key", "=", userKey),
  );
  return removed > 0;
}

const members = sql`user_group_member m
  join user_group g on g.marketplace_id = m.marketplace_id and g.key = m.group_key
  join app_user u on u.marketplace_id = m.marketplace_id and u.key = m.user_key`;

/** One page of the memberships of a company, of one group or user where named. */
export function listMembers(
  db: TenantDb,
  list: ListRequest,
  { buyerId, supplierId }: Company,
  only: { readonly userGroupID?: string | undefined; readonly userID?: string | undefined },
) {
  return readPage<UserGroupAssignment>(db, list, {
    select: sql`g.id as "UserGroupID", u.id as "UserID"`,
    from: members,
    where: [
      sql`m.marketplace_id = ${db.marketplaceId}`,
      buyerId === null ? sql`g.buyer_id is null` : sql`g.buyer_id = ${buyerId}`,
      supplierId === null ? sql`g.supplier_id is null` : sql`g.supplier_id = ${supplierId}`,
      ...(only.userGroupID ? [sql`lower(g.id) = ${only.userGroupID.toLowerCase()}`] : []),
      ...(only.userID ? [sql`lower(u.id) = ${only.userID.toLowerCase()}`] : []),
    ],
    columns: columnsOf({}, "m"),
    last: [sql`folded_text(g.id)`, sql`folded_text(u.id)`],
  });
}

/** ID of the group that a rule of the alias `t` leaves the decision to. */
export const approvingGroupId = sql<string>`(select g.id from user_group g
  where g.marketplace_id = t.marketplace_id and g.key = t.approving_group_key)`;

/** IDs of the rules in a table that leave the decision to a group; a hundred at most. */
export async function rulesDecidedBy(db: TenantDb, table: string, groupKey: number): Promise<string[]> {
  const rules = await db.rows<{ id: string }>(sql`
    select id from ${sql.table(table)}
    where marketplace_id = ${db.marketplaceId} and approving_group_key = ${groupKey} order by id limit 100`);
  return rules.map(({ id }) => id);
}
