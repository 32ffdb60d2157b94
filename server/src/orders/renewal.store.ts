import type { Company, SavedAt } from "../people/index.ts";
import { touched } from "../platform/changes/object-write.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { addressCopy } from "./addresses/addresses.store.ts";
import { profileSql } from "./aggregate/from-user.store.ts";

/**
 * Orders that show at once what became of a user or an address, the newest first: whoever changes one waits for them. Older
 * ones show it when they are submitted.
 */
const shownAtOnce = 1_000;

interface Renewed {
  readonly id: string;
}

function renewed(db: TenantDb, orders: readonly Renewed[]): void {
  touched(
    db,
    "purchase_order",
    orders.map(({ id }) => id),
  );
}

/**
 * Shows on the orders that a user has not submitted the user as they are now, but for what was changed for an order alone.
 * Visitors share the user they shop as, however many they are: their orders are left as they are until submitted.
 */
export async function showUser(db: TenantDb, { buyerId, supplierId }: Company, userId: string): Promise<void> {
  const { marketplaceId } = db;
  const orders = await db.rows<Renewed>(sql`
    update purchase_order as o
    set from_user = merged_json(merged_json(o.from_user, json_build_object(${profileSql})), coalesce(o.from_user_changes, '{}'))
    from app_user as u
    where u.marketplace_id = ${marketplaceId} and o.marketplace_id = ${marketplaceId} and u.id = ${userId}
      and u.buyer_id is not distinct from ${buyerId} and u.supplier_id is not distinct from ${supplierId} and not u.hidden
      and o.from_user_key = u.key and o.id in (
        select c.id from purchase_order as c
        where c.marketplace_id = ${marketplaceId} and c.from_user_key = u.key and not c.is_submitted
          and c.status = 'Unsubmitted' and c.anonymous_id is null
        order by c.date_created desc limit ${shownAtOnce})
    returning o.id`);
  renewed(db, orders);
}

/**
 * Shows on orders that are not submitted and name an address the address as it is now. What was estimated and calculated of
 * one that goes there was of another order.
 */
export async function showAddress(db: TenantDb, { company, privateTo, id }: SavedAt): Promise<void> {
  if (company.supplierId !== null) return;
  const { marketplaceId } = db;
  const { buyerId } = company;
  const saved = sql`(select ${addressCopy} as copy from address as a
    where a.marketplace_id = ${marketplaceId} and a.id = ${id} and a.buyer_id is not distinct from ${buyerId}
      and a.supplier_id is null and a.private_to is not distinct from ${privateTo})`;
  const goesThere = sql`(o.shipping_address_id is not distinct from ${id} or exists (
    select from line_item as l
    where l.marketplace_id = ${marketplaceId} and l.order_id = o.id and l.shipping_address_id = ${id}))`;
  const ofBuyer = buyerId === null ? sql`c.buyer_id is null` : sql`c.buyer_id = ${buyerId}`;
  const theirs = privateTo === null ? ofBuyer : sql`${ofBuyer} and c.from_user_key = ${privateTo}`;
  // In the order that the indexes of a buyer's and of a user's orders have, so that no carts of others are gone through.
  const orders = await db.rows<Renewed>(sql`
    update purchase_order as o
    set billing_address = case when o.billing_address_id = ${id} then s.copy else o.billing_address end,
      shipping_address = case when o.shipping_address_id = ${id} then s.copy else o.shipping_address end,
      shipping_estimated = o.shipping_estimated and not ${goesThere},
      calculation = case when ${goesThere} then null else o.calculation end
    from ${saved} as s
    where o.marketplace_id = ${marketplaceId} and (o.billing_address_id = ${id} or ${goesThere}) and o.id in (
      select c.id from purchase_order as c
      where c.marketplace_id = ${marketplaceId} and ${theirs}
        and not c.is_submitted and c.status = 'Unsubmitted' and c.date_submitted is null
      order by c.date_submitted desc nulls last, c.date_created desc nulls last limit ${shownAtOnce})
    returning o.id`);
  if (orders.length === 0) return;
  await db.run(sql`
    update line_item as l
    set shipping_address = s.copy
    from ${saved} as s
    where l.marketplace_id = ${marketplaceId} and l.order_id = any(${orders.map((order) => order.id)})
      and l.shipping_address_id = ${id}`);
  renewed(db, orders);
}
