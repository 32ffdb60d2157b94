import type { Order } from "@orderwell/contract";
import { embedded, listOf } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { orderTable, unlinkedOrderTable } from "../aggregate/order-row.store.ts";
import { inDirection, openedByApproval, visibleTo } from "../aggregate/visibility.store.ts";

/** Properties that lists of orders can address beyond what replies hold, and the order they are sorted in. */
export const orderListShape: ShapeExtras = {
  defaultSort: ["!DateSubmitted", "!DateCreated"],
  fields: { LineItems: listOf(embedded("LineItem")), ShippingAddress: embedded("Address") },
};

const unsubmittedStatuses = ["Unsubmitted", "AwaitingApproval", "Declined"];
const submittedStatuses = ["Open", "Completed"];

/**
 * Tells whether a list is of submitted orders: yes, unless a filter on IsSubmitted or Status says otherwise
 * (docs/behaviour/orders.md §15).
 *
 * @throws ApiError Order.CannotMixSubmittedAndUnsubmitted when filters ask for both; Order.AllowedOnSubmittedOnly when
 *   unsubmitted orders are asked for by their line items.
 */
export function listsSubmitted({ filters, search }: Pick<ListQuery, "filters" | "search">): boolean {
  const asked = new Set<boolean>();
  let byLineItems = search?.on.some(({ path }) => path.segments[0] === "LineItems") ?? false;
  for (const { alternatives } of filters) {
    for (const { path, conditions } of alternatives) {
      if (path.segments[0] === "LineItems") byLineItems = true;
      if (alternatives.length > 1) continue;
      for (const condition of conditions) {
        if (path.name === "IsSubmitted" && condition.kind === "compare")
          asked.add((condition.text === "true") !== condition.negated);
        if (path.name !== "Status" || condition.kind !== "among" || condition.negated) continue;
        // A canceled order may be of either kind.
        if (condition.values.some((value) => unsubmittedStatuses.includes(value))) asked.add(false);
        if (condition.values.some((value) => submittedStatuses.includes(value))) asked.add(true);
      }
    }
  }
  if (asked.size > 1) throw apiError("Order.CannotMixSubmittedAndUnsubmitted");
  const submitted = !asked.has(false);
  if (!submitted && byLineItems) throw apiError("Order.AllowedOnSubmittedOnly");
  return submitted;
}

/** Orders of the caller's own, whatever they may see beside them. */
export const ownOrders = (caller: Caller): RawBuilder<boolean> =>
  allOf([sql`t.from_user_key = ${caller.userKey}`, visibleTo(caller, [])]);

/** Arguments of lists of orders beside the filters. */
export interface OrderListArguments {
  readonly buyerID?: string | null | undefined;
  readonly supplierID?: string | null | undefined;
  /** Bounds of DateCreated, both included. */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** The conditions that those arguments stand for, over an alias of `purchase_order`. */
export function argumentConditions(
  marketplaceId: string,
  { buyerID, supplierID, from, to }: OrderListArguments,
  alias = "t",
): RawBuilder<unknown>[] {
  const of = (name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);
  const conditions: RawBuilder<unknown>[] = [];
  if (buyerID)
    conditions.push(
      sql`${of("buyer_id")} = (select b.id from buyer b where b.marketplace_id = ${marketplaceId} and ${idIs("b.id", buyerID)})`,
    );
  if (supplierID)
    conditions.push(
      sql`${of("supplier_id")} = (select s.id from supplier s where s.marketplace_id = ${marketplaceId} and ${idIs("s.id", supplierID)})`,
    );
  if (from) conditions.push(sql`${of("date_created")} >= ${from}`);
  if (to) conditions.push(sql`${of("date_created")} <= ${to}`);
  return conditions;
}

/** Orders in lists of the caller's. */
const tableFor = ({ userType }: Caller) => (userType === "Seller" ? orderTable : unlinkedOrderTable);

/** One page of orders, submitted or not as the filters say. */
export function listOrders(
  { db, actor }: UserWork,
  { query, shape }: ListRequest,
  conditions: readonly RawBuilder<unknown>[],
): Promise<Page<Row<Order>>> {
  const submitted = listsSubmitted(query);
  const search = query.search && !submitted ? { search: { ...query.search, by: "substring" as const } } : {};
  const where = allOf([submitted ? sql`t.is_submitted` : sql`not t.is_submitted`, ...conditions]);
  return tableFor(actor).list(db, { where }, { query: { ...query, ...search }, shape });
}

/** Properties that lists of orders that wait for the caller are sorted by, as long as nobody says otherwise. */
export const approvableShape: ShapeExtras = { defaultSort: ["!DateCreated"] };

/** One page of the orders that wait for the caller's approval (docs/behaviour/approvals.md §5). */
export function listApprovable(
  { db, actor }: UserWork,
  { query, shape }: ListRequest,
  conditions: readonly RawBuilder<unknown>[],
): Promise<Page<Row<Order>>> {
  const search = query.search && { search: { ...query.search, by: "substring" as const } };
  const where = allOf([
    sql`t.status = 'AwaitingApproval'`,
    inDirection(actor, "Outgoing"),
    openedByApproval(actor, db.marketplaceId, "pending"),
    ...conditions,
  ]);
  return tableFor(actor).list(db, { where }, { query: { ...query, ...search }, shape });
}
