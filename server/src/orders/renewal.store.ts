import type { Company, SavedAt } from "../people/index.ts";
import { touched } from "../platform/changes/object-write.ts";
import type { Json } from "../platform/db/json.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { column, idIs, type RawBuilder, sql } from "../platform/db/sql.ts";
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
 * Condition on the newest orders of the alias `o` that somebody has not submitted: the index of whose they are has them one
 * after the other, and none that the planner might take for as good is of use. What was submitted while the write waited for
 * it stays as it was.
 *
 * @param owned condition on the owner of the orders of an alias.
 */
const newest = (marketplaceId: string, owned: (order: string) => RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${owned("o")} and not o.is_submitted and o.status = 'Unsubmitted') is true and o.id = any(array(
    select c.id from purchase_order as c
    where c.marketplace_id = ${marketplaceId} and ${owned("c")} and c.date_submitted is null
    order by c.date_submitted desc nulls last, c.date_created desc nulls last limit ${shownAtOnce}))`;

/** Condition on the orders of a user, of an alias. */
const ofUser = (order: string, key: number): RawBuilder<unknown> =>
  sql`${column(order, "from_user_key")} = ${key} and not ${column(order, "is_submitted")}`;

/** Condition on the company of a row. That two values are the same or both null, an index cannot look for. */
const isOf = (company: RawBuilder<unknown>, id: string | null): RawBuilder<unknown> =>
  id === null ? sql`${company} is null` : sql`${company} = ${id}`;

/**
 * Shows on the orders that a user has not submitted the user as they are now, but for what was changed for an order alone.
 * Visitors share the user they shop as, however many they are: their orders are left as they are until submitted.
 */
export async function showUser(db: TenantDb, { buyerId, supplierId }: Company, userId: string): Promise<void> {
  const { marketplaceId } = db;
  const user = await db.row<{ readonly key: number; readonly profile: Json }>(sql`
    select u.key, json_build_object(${profileSql}) as profile from app_user as u
    where u.marketplace_id = ${marketplaceId} and ${idIs("u.id", userId)} and ${isOf(column("u", "buyer_id"), buyerId)}
      and ${isOf(column("u", "supplier_id"), supplierId)} and not u.hidden`);
  if (user === undefined) return;
  const orders = await db.rows<Renewed>(sql`
    update purchase_order as o
    set from_user = merged_json(merged_json(o.from_user, ${user.profile.text}::json), coalesce(o.from_user_changes, '{}'))
    where o.marketplace_id = ${marketplaceId}
      and ${newest(marketplaceId, (order) => ofUser(order, user.key))}
      and o.anonymous_id is null
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
  const saved = await db.row<{ readonly copy: Json }>(sql`select ${addressCopy} as copy from address as a
    where a.marketplace_id = ${marketplaceId} and ${idIs("a.id", id)} and ${isOf(column("a", "buyer_id"), buyerId)}
      and a.supplier_id is null and a.private_to is not distinct from ${privateTo}`);
  if (saved === undefined) return;
  const copy = sql`${saved.copy.text}::json`;
  const goesThere = sql`(o.shipping_address_id is not distinct from ${id} or exists (
    select from line_item as l
    where l.marketplace_id = ${marketplaceId} and l.order_id = o.id and l.shipping_address_id = ${id}))`;
  const owned = (order: string) => {
    const ofCompany = isOf(column(order, "buyer_id"), buyerId);
    return privateTo === null ? ofCompany : sql`${ofCompany} and ${ofUser(order, privateTo)}`;
  };
  const orders = await db.rows<Renewed>(sql`
    update purchase_order as o
    set billing_address = case when o.billing_address_id = ${id} then ${copy} else o.billing_address end,
      shipping_address = case when o.shipping_address_id = ${id} then ${copy} else o.shipping_address end,
      shipping_estimated = o.shipping_estimated and not ${goesThere},
      calculation = case when ${goesThere} then null else o.calculation end
    where o.marketplace_id = ${marketplaceId} and (o.billing_address_id = ${id} or ${goesThere})
      and ${newest(marketplaceId, owned)}
    returning o.id`);
  if (orders.length === 0) return;
  await db.run(sql`
    update line_item as l
    set shipping_address = ${copy}
    where l.marketplace_id = ${marketplaceId} and l.order_id = any(${orders.map((order) => order.id)})
      and l.shipping_address_id = ${id}`);
  renewed(db, orders);
}
