import type { DiscountAssignment } from "@orderwell/contract";
import type { PartyLevel } from "../../parties/index.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { invalidateVisibility } from "./classes.store.ts";

/** Party that a discount is given to: a buyer group; or a buyer, as a whole or one of its groups. */
export interface DiscountParty {
  readonly buyerGroupId: string | null;
  readonly buyerId: string | null;
  readonly groupKey: number | null;
}

/** Gives a discount to a party, which may have it already. Shoppers with discounts are told apart from others. */
export async function assignDiscount(db: TenantDb, discountId: string, party: DiscountParty): Promise<void> {
  const added = await db.run(
    tables
      .insertInto("discount_assignment")
      .values({
        marketplace_id: db.marketplaceId,
        discount_id: discountId,
        buyer_group_id: party.buyerGroupId,
        buyer_id: party.buyerId,
        group_key: party.groupKey,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (added > 0) await invalidateVisibility(db);
}

/** Takes a discount from a party; false when it did not have it. */
export async function unassignDiscount(db: TenantDb, discountId: string, party: DiscountParty): Promise<boolean> {
  const removed = await db.run(
    tables
      .deleteFrom("discount_assignment")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("discount_id", "=", discountId)
      .where("buyer_group_id", "is not distinct from", party.buyerGroupId)
      .where("buyer_id", "is not distinct from", party.buyerId)
      .where("group_key", "is not distinct from", party.groupKey),
  );
  if (removed > 0) await invalidateVisibility(db);
  return removed > 0;
}

const groupId = sql<string | null>`(select g.id from user_group g
  where g.marketplace_id = t.marketplace_id and g.key = t.group_key)`;

/** IDs in any case. */
export interface DiscountsAsked {
  readonly discountID?: string | undefined;
  readonly buyerID?: string | undefined;
  readonly userGroupID?: string | undefined;
  readonly buyerGroupID?: string | undefined;
}

const atLevel: Readonly<Record<PartyLevel | "BuyerGroup", RawBuilder<boolean>>> = {
  BuyerGroup: sql`t.buyer_group_id is not null`,
  Company: sql`t.buyer_id is not null and t.group_key is null`,
  Group: sql`t.group_key is not null`,
  User: sql`false`,
};

/** A page of whom discounts are given to. */
export function listDiscountAssignments(
  db: TenantDb,
  list: ListRequest,
  { discountID, buyerID, userGroupID, buyerGroupID }: DiscountsAsked,
  level: PartyLevel | "BuyerGroup" | undefined,
): Promise<Page<DiscountAssignment>> {
  const asked = (column: string, table: string, id: string | undefined, key: "id" | "key" = "id") =>
    id ? [refersTo(column, db.marketplaceId, table, id, key)] : [];
  return readPage(db, list, {
    select: sql`t.discount_id as "DiscountID", t.buyer_group_id as "BuyerGroupID", t.buyer_id as "BuyerID",
      ${groupId} as "UserGroupID"`,
    from: sql`discount_assignment as t`,
    where: [
      sql`t.marketplace_id = ${db.marketplaceId}`,
      ...asked("t.discount_id", "discount", discountID),
      ...asked("t.buyer_id", "buyer", buyerID),
      ...asked("t.buyer_group_id", "buyer_group", buyerGroupID),
      ...asked("t.group_key", "user_group", userGroupID, "key"),
      ...(level === undefined ? [] : [atLevel[level]]),
    ],
    columns: columnsOf(),
    last: [
      sql`lower(t.discount_id)`,
      sql`lower(t.buyer_group_id) nulls last`,
      sql`lower(t.buyer_id) nulls first`,
      sql`t.group_key nulls first`,
    ],
  });
}
