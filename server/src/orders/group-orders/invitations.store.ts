import type { Caller } from "../../platform/access/caller.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";

const status = sql`(select o.status from purchase_order o
  where o.marketplace_id = t.marketplace_id and o.id = t.order_id)`;

export const invitationTable = new Table("group_order_invitation", "GroupOrderInvitation", {
  computed: { OrderStatus: status },
  columns: { OrderStatus: { scalar: status, nullable: false } },
});

/** Invitations to orders of the caller's own, over the alias `t`; guests share a user, who is not one of them. */
export const ofCaller = (marketplaceId: string, { anonymousOrderId, userKey }: Caller) =>
  anonymousOrderId !== null
    ? sql`false`
    : sql`exists (select from purchase_order o where o.marketplace_id = ${marketplaceId} and o.id = t.order_id
    and o.from_user_key = ${userKey} and o.anonymous_id is null)`;

/** Number of invitations to an order. */
export async function invitationsTo(db: TenantDb, orderId: string): Promise<number> {
  const row = await db.row(
    tables
      .selectFrom("group_order_invitation")
      .select((of) => of.fn.countAll<number>().as("count"))
      .where("marketplace_id", "=", db.marketplaceId)
      .where("order_id", "=", orderId),
  );
  return Number(row?.count ?? 0);
}

/** Tells whether somebody added lines by an invitation. */
export async function hasLines(db: TenantDb, orderId: string, invitationId: string): Promise<boolean> {
  const line = await db.row(
    tables
      .selectFrom("line_item")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("order_id", "=", orderId)
      .where("invitation_id", "=", invitationId)
      .limit(1),
  );
  return line !== undefined;
}

/** An invitation as a token is made of it. */
interface Invited {
  readonly id: string;
  readonly expired: boolean;
  readonly expirationDate: string;
  readonly orderId: string;
  /** User whose order it is, by their number and the version of their tokens. */
  readonly userKey: number;
  readonly tokenVersion: number;
}

/** An invitation to an order of a user who is active. */
export const findInvited = (db: TenantDb, id: string, now: Date): Promise<Invited | undefined> =>
  db.row(sql`
    select i.id, i.order_id as "orderId", i.expiration_date as "expirationDate", i.expiration_date <= ${now} as expired,
      u.key as "userKey", u.token_version as "tokenVersion"
    from group_order_invitation i
    join purchase_order o on o.marketplace_id = ${db.marketplaceId} and o.id = i.order_id
    join app_user u on u.marketplace_id = ${db.marketplaceId} and u.key = o.from_user_key and u.active
    where i.marketplace_id = ${db.marketplaceId} and ${idIs("i.id", id)}`);

/** Deletes invitations that can be used no more; lines keep the IDs of theirs. */
export async function purgeInvitations({ db, now }: Work): Promise<void> {
  await db.run(
    tables
      .deleteFrom("group_order_invitation")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("expiration_date", "<=", sql<string>`${now}::timestamptz`),
  );
}
