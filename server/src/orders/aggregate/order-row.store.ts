import type { Address, DecimalText, Order, OrderUser } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Json, Row } from "../../platform/db/json.ts";
import { column, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { type Columns, columnsOf, idAt, type Relation } from "../../platform/lists/columns.ts";
import type { SearchDocument } from "../../platform/lists/word-search.ts";
import { hiddenLinks } from "./line-row.store.ts";
import { withoutTombstone } from "./tombstones.store.ts";

/**
 * Columns of an order beyond what replies show. Names are the columns'; for its companies see `tombstones.store.ts`.
 */
interface Internals {
  /** Null for an order from the marketplace to a supplier. */
  readonly buyer_id: string | null;
  /** Null for an order to the marketplace. */
  readonly supplier_id: string | null;
  readonly from_user_key: number;
  /** Changes of the user for this order alone. */
  readonly from_user_changes: Json | Partial<OrderUser> | null;
  /** The order ID that the token of the anonymous shopper names; null when it is no such order. */
  readonly anonymous_id: string | null;
  readonly chosen_cart: boolean;
  /** The address that new line items take over, whatever the present ones have; see `shownShippingAddress`. */
  readonly shipping_address_id: string | null;
  /** A one-time address for the whole order, or the copy of the one that `shipping_address_id` names. */
  readonly shipping_address: Json | Address | null;
  readonly completed_by_shipment: boolean;
  /** The part of `PromotionDiscount` that lies on no line. */
  readonly order_discount: DecimalText;
  /** The estimate of shipping on the worksheet is of the order as it is; see `invalidation.ts`. */
  readonly shipping_estimated: boolean;
  /** How the calculation on the worksheet ended, while it is of the order as it is; else null. */
  readonly calculation: "Succeeded" | "Failed" | null;
}

/** An order itself: the wire model with what the row holds beyond it. Replies leave the latter out. */
export type OrderHead = Row<Order> & Internals;

const linesWith = (columns: Columns, marketplaceId: RawBuilder<unknown>): Relation => ({
  exists: (condition) =>
    // Fenced: joined, plans for few lines would go through all of a marketplace's for each order.
    sql`exists (select from line_item as l where l.marketplace_id = ${marketplaceId} and l.order_id = t.id and ${condition}
      offset 0)`,
  columns,
  together: true,
});

/** As the index `purchase_order_from` has it: behind row-level security, none answers what has `coalesce` in it. */
const companyOr = (company: RawBuilder<unknown>, marketplace: RawBuilder<unknown>): RawBuilder<string> =>
  sql`case when ${company} is null then ${marketplace} else ${company} end`;

/** Properties of an order that are no columns of its row, which goes by that alias. */
const computed = (alias: string, marketplaceId = column(alias, "marketplace_id")) => {
  const of = (name: string): RawBuilder<unknown> => column(alias, name);
  return {
    FromCompanyID: withoutTombstone(companyOr(of("buyer_id"), of("marketplace_id"))),
    ToCompanyID: withoutTombstone(companyOr(of("supplier_id"), of("marketplace_id"))),
    ShippingAddressID: sql`case when ${of("shipping_address_id")} is not null and not exists (select from line_item as l
      where l.marketplace_id = ${marketplaceId} and l.order_id = ${of("id")}
        and l.shipping_address_id is distinct from ${of("shipping_address_id")}) then ${of("shipping_address_id")} end`,
  };
};

/** IDs as indexes have them. */
const foldedIds = (alias: string) => ({
  ID: idAt(column(alias, "id")),
  FromUserID: { scalar: column(alias, "from_user_id"), folded: sql`lower(${column(alias, "from_user_id")})` },
});

/** Properties of submitted orders as indexes have them, which know nothing of carts: those are written most. */
const indexed = (alias: string) => ({
  xp: { json: column(alias, "xp"), folded: column(alias, "xp_folded") },
  LastUpdated: { scalar: column(alias, "listed_updated") },
  Total: { scalar: column(alias, "listed_total") },
});

/** Columns of submitted orders for lists of something else, joined under that alias. */
export const submittedColumns = (alias: string): Columns =>
  columnsOf({ ...computed(alias), ...foldedIds(alias), ...indexed(alias) }, alias);

/** Indexed words of submitted orders. */
const words: SearchDocument = {
  words: sql`t.words`,
  stems: sql`t.stems`,
  weights: { ID: "A", FromCompanyID: "B", ToCompanyID: "C", Comments: "D" },
};

/** Places of orders' properties in lists beside those of their rows. @param marketplaceId of their lines. */
const listed = (lines: Columns, isSubmitted: boolean, marketplaceId: RawBuilder<unknown>) => ({
  LineItems: { relation: linesWith(lines, marketplaceId) },
  ShippingAddress: { json: sql`t.shipping_address` },
  ...foldedIds("t"),
  ...(isSubmitted && indexed("t")),
});

const orderTableWith = (lines: Columns, isSubmitted = false) =>
  new Table("purchase_order", "Order", {
    computed: computed("t"),
    columns: listed(lines, isSubmitted, sql`t.marketplace_id`),
    ...(isSubmitted && { document: words }),
  });

/** Columns of lines in lists of the seller's users, and of others. */
const lines = { linked: columnsOf({}, "l"), unlinked: columnsOf(hiddenLinks, "l") };

/** Orders in replies. */
const orderTable = orderTableWith(lines.linked);

/** Orders in lists: of the seller's users and of others, of submitted orders alone and of any. */
export const listedOrders = {
  linked: { submitted: orderTableWith(lines.linked, true), any: orderTable },
  unlinked: { submitted: orderTableWith(lines.unlinked, true), any: orderTableWith(lines.unlinked) },
};

/**
 * Their properties in a list of a marketplace, to whose parameter lines are bound: a distributed database takes it from no row
 * of a subquery, and may find nothing then.
 */
export function listedIn(marketplaceId: string, links: keyof typeof lines, which: "submitted" | "any") {
  const own = sql`${marketplaceId}`;
  const properties = computed("t", own);
  return {
    select: listedOrders[links][which].selectWith(properties),
    columns: columnsOf({ ...properties, ...listed(lines[links], which === "submitted", own) }),
  };
}

/** Orders as they are read to be worked on, and written. */
export const headRows = new PartTable<OrderHead>(orderTable, {
  buyer_id: "text",
  supplier_id: "text",
  from_user_key: "bigint",
  from_user_changes: "json",
  anonymous_id: "text",
  chosen_cart: "boolean",
  shipping_address_id: "text",
  shipping_address: "json",
  completed_by_shipment: "boolean",
  order_discount: "numeric",
  shipping_estimated: "boolean",
  calculation: "text",
});
