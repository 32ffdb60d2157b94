import { PartTable, together } from "../../platform/crud/part-table.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { withTakenId } from "../../platform/errors/violations.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { withoutTombstone, withoutTombstoneId } from "../aggregate/tombstones.store.ts";
import { addedId } from "../aggregate/write.store.ts";
import { headColumns, type SubscriptionHead } from "./subscriptions.store.ts";

const nothing = sql`null::text`;

/** Items of subscriptions in lists. */
export const itemTable = new Table("subscription_item", "LineItem", {
  computed: {
    QuantityShipped: sql`0`,
    PromotionDiscount: sql`0::numeric`,
    SupplierID: withoutTombstone(sql`t.supplier_id`),
    DiscountID: nothing,
    IncomingOrderID: nothing,
    OutgoingOrderID: nothing,
    InvitationID: nothing,
  },
  columns: {
    "Product.ID": { scalar: sql`t.product_id`, nullable: false },
    "Variant.ID": { scalar: sql`t.variant_id` },
  },
});

type ItemRow = OrderLine & { readonly subscription_id: string };

const itemRows = new PartTable<ItemRow>(itemTable, {
  subscription_id: "text",
  variant_id: "text",
  inventory_record_key: "bigint",
  supplier_id: "text",
});

/** A subscription with its items: lines as those of an order, which is the subscription. */
export interface SubscriptionWithItems extends SubscriptionHead {
  /** In the order in which they were added. */
  readonly items: readonly OrderLine[];
}

type Found = SubscriptionHead & { readonly items: Json | null };

const withItems = ({ items, ...head }: Found): SubscriptionWithItems => ({
  ...head,
  items: ((items?.value ?? []) as readonly ItemRow[]).map((row) => ({
    ...row,
    QuantityShipped: 0,
    PromotionDiscount: "0",
    DiscountID: null,
    IncomingOrderID: null,
    OutgoingOrderID: null,
    InvitationID: null,
    SupplierID: row.supplier_id === null ? null : withoutTombstoneId(row.supplier_id),
    order_id: row.subscription_id,
    frozen: false,
    ad_hoc: false,
    record_by_service: false,
  })),
});

const found = (m: string, where: RawBuilder<unknown>) => sql`select ${headColumns}, (
    select json_agg(x order by x."DateAdded", x."ID") from (
      select ${itemRows.json("i")} from subscription_item i
      where i.marketplace_id = ${m} and i.subscription_id = t.id) x) as items
  from subscription as t where t.marketplace_id = ${m} and ${where}`;

/** Subscriptions by their stored IDs, with their items. */
export async function subscriptionsWithItems(
  db: TenantDb,
  ids: readonly string[],
): Promise<readonly SubscriptionWithItems[]> {
  if (ids.length === 0) return [];
  return (await db.rows<Found>(found(db.marketplaceId, sql`t.id = any(${ids})`))).map(withItems);
}

/** Name of a subscription: by its key, or by its ID among those that somebody may see. */
type Named = { readonly key: number } | { readonly id: string; readonly whose: RawBuilder<unknown> };

/**
 * A subscription with its items; nothing when there is none.
 *
 * @param lock holds it until the transaction ends: the first statement of every write to its items.
 */
export async function openSubscription(
  db: TenantDb,
  named: Named,
  lock = false,
): Promise<SubscriptionWithItems | undefined> {
  const which = "key" in named ? sql`t.key = ${named.key}` : sql`${idIs("t.id", named.id)} and ${named.whose}`;
  const read = found(db.marketplaceId, which);
  // In a statement of its own: Citus locks no row that is read with subqueries.
  const [held, row] = await Promise.all([
    lock
      ? db.row(
          sql`select from subscription as t where t.marketplace_id = ${db.marketplaceId} and ${which} for update of t`,
        )
      : true,
    db.row<Found>(read),
  ]);
  return held === undefined || row === undefined ? undefined : withItems(row);
}

/** Writes the difference between the items that a subscription had and those that it has. */
export function storeItems(
  { db }: { readonly db: TenantDb },
  subscriptionId: string,
  before: readonly OrderLine[],
  after: readonly OrderLine[],
): void {
  const rowOf = (line: OrderLine): ItemRow => ({ ...line, subscription_id: subscriptionId });
  // What is the same object is the same row.
  const known = new Map(before.map((line) => [line, rowOf(line)]));
  const scope = ["subscription_id", subscriptionId] as const;
  const writes = itemRows.difference(
    db.marketplaceId,
    scope,
    [...known.values()],
    after.map((line) => known.get(line) ?? rowOf(line)),
  );
  const taken = { subscription_item: addedId(before, after) };
  for (const statement of together(writes)) db.runLater(statement, (error) => withTakenId(error, taken));
}
