import type { Caller } from "../../platform/access/caller.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** ID of the address that a column of the alias `t` names by its key. */
export const addressId = (key: "billing_address_key" | "shipping_address_key"): RawBuilder<string | null> =>
  sql`(select a.id from address a where a.marketplace_id = t.marketplace_id and a.key = t.${sql.ref(key)})`;

const computed = {
  FromCompanyID: sql`t.buyer_id`,
  FromUserID: sql`(select u.id from app_user u where u.marketplace_id = t.marketplace_id and u.key = t.from_user_key)`,
  ToCompanyID: sql`coalesce(t.supplier_id, t.marketplace_id)`,
  NotificationDate: sql`t.next_order_date - make_interval(days => (select i.notification_days
    from subscription_integration i where i.marketplace_id = t.marketplace_id))`,
  Payment: sql`case when t.payment_type is not null then json_build_object('Type', t.payment_type,
    'CreditCardID', t.credit_card_id, 'SpendingAccountID', t.spending_account_id) end`,
  BillingAddressID: addressId("billing_address_key"),
  ShippingAddressID: addressId("shipping_address_key"),
  // As it was at the last writes; replies show what it would be today.
  ProjectedSubtotal: sql`(select coalesce(sum(i.line_subtotal), 0) from subscription_item i
    where i.marketplace_id = t.marketplace_id and i.subscription_id = t.id)`,
};

/** Subscriptions in lists and in replies. */
export const subscriptionTable = new Table("subscription", "Subscription", {
  computed,
  columns: { Payment: { json: computed.Payment } },
});

/** Condition on subscriptions that a caller may see, over the alias `t`. */
export type Whose = (caller: Caller) => RawBuilder<unknown>;

/** Those of the marketplace, or of the caller's buyer (docs/behaviour/subscriptions.md §1). */
export const ofCompany: Whose = ({ userType, companyId }) =>
  userType === "Seller" ? sql`true` : sql`t.buyer_id = ${companyId}`;

/** The caller's own. */
export const ofCaller: Whose = ({ companyId, userKey }) =>
  sql`(t.buyer_id = ${companyId} and t.from_user_key = ${userKey})`;

/** A subscription as the making of its orders knows it. */
export interface SubscriptionHead {
  /** Names it for good: its ID may change. */
  readonly key: number;
  readonly id: string;
  readonly buyer_id: string;
  readonly from_user_key: number;
  readonly supplier_id: string | null;
}

/** The columns of a `SubscriptionHead`, over the alias `t`. */
export const headColumns = sql`t.key, t.id, t.buyer_id, t.from_user_key, t.supplier_id`;

/** Parties of a subscription, by its stored ID. */
export const subscriber = (db: TenantDb, id: string): Promise<SubscriptionHead | undefined> =>
  db.row(
    sql`select ${headColumns} from subscription as t where t.marketplace_id = ${db.marketplaceId} and t.id = ${id}`,
  );

/** Ends what orders say of subscriptions that go with a user or a company. */
export async function forgetSubscriptions(
  db: TenantDb,
  {
    userKey = null,
    buyerId = null,
    supplierId = null,
  }: Readonly<Partial<Record<"buyerId" | "supplierId", string | null>>> & {
    readonly userKey?: number | null;
  },
): Promise<void> {
  await db.run(sql`update purchase_order as o set subscription_id = null
    where o.marketplace_id = ${db.marketplaceId} and o.subscription_id in (
      select t.id from subscription t where t.marketplace_id = ${db.marketplaceId}
        and (t.from_user_key = ${userKey}::bigint or t.buyer_id = ${buyerId}::text or t.supplier_id = ${supplierId}::text))`);
}

/**
 * Takes a user's subscriptions along to another buyer: without what was the former one's, by which they paid and to where
 * it was sent.
 */
export async function moveSubscriptions(db: TenantDb, userKey: number, to: string): Promise<void> {
  const own = (key: string) => sql`(select a.key from address a where a.marketplace_id = t.marketplace_id
    and a.key = t.${sql.ref(key)} and a.private_to = ${userKey})`;
  await db.run(sql`update subscription as t set buyer_id = ${to}, payment_type = null, credit_card_id = null,
      spending_account_id = null, billing_address_key = ${own("billing_address_key")},
      shipping_address_key = ${own("shipping_address_key")}
    where t.marketplace_id = ${db.marketplaceId} and t.from_user_key = ${userKey}`);
}
