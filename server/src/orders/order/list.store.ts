import type { Order } from "@orderwell/contract";
import { embedded, listOf } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import { ownRows, readLargePage } from "../../platform/crud/large-page.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Filter, ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { FieldPath, ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { countedColumns, countedTotal } from "../aggregate/counts.store.ts";
import { asNumber } from "../aggregate/number-search.ts";
import { listedIn, listedOrders } from "../aggregate/order-row.store.ts";
import { inDirection, openedByApproval, type Submission, visibleTo } from "../aggregate/visibility.store.ts";
import { dividedFilters, foundBy, isBySubmission, isOrdered, namedIds, namesValues } from "./indexed-lists.store.ts";

/** Properties that lists of orders can address beyond what replies hold, and the order they are sorted in. */
export const orderListShape: ShapeExtras = {
  defaultSort: ["!DateSubmitted", "!DateCreated"],
  fields: { LineItems: listOf(embedded("LineItem")), ShippingAddress: embedded("Address") },
};

const unsubmittedStatuses = ["Unsubmitted", "AwaitingApproval", "Declined"];
const submittedStatuses = ["Open", "Completed"];

/**
 * Which orders a list is of: submitted ones, unless a filter on IsSubmitted, Status or DateSubmitted says otherwise, or
 * they are named by their IDs (docs/behaviour/orders.md §15).
 *
 * @throws ApiError Order.CannotMixSubmittedAndUnsubmitted when filters ask for both; Order.AllowedOnSubmittedOnly when
 *   unsubmitted orders are asked for by their line items.
 */
function submissionAsked({ filters, search }: Pick<ListQuery, "filters" | "search">): Submission {
  const asked = new Set<boolean>();
  let byLineItems = search?.on.some(({ path }) => path.segments[0] === "LineItems") ?? false;
  let named = false;
  for (const { alternatives } of filters) {
    for (const { path, conditions } of alternatives) {
      if (path.segments[0] === "LineItems") byLineItems = true;
      if (alternatives.length > 1) continue;
      if (path.name === "ID" && namesValues(conditions)) named = true;
      for (const condition of conditions) {
        if (path.name === "IsSubmitted" && condition.kind === "compare")
          asked.add((condition.text === "true") !== condition.negated);
        // Whatever is submitted has the date; of alternatives, another may still find submitted orders.
        if (
          path.name === "DateSubmitted" &&
          conditions.length === 1 &&
          condition.kind === "present" &&
          condition.negated
        )
          asked.add(false);
        if (path.name !== "Status" || condition.kind !== "among" || condition.negated) continue;
        // A canceled order may be of either kind.
        if (condition.values.some((value) => unsubmittedStatuses.includes(value))) asked.add(false);
        if (condition.values.some((value) => submittedStatuses.includes(value))) asked.add(true);
      }
    }
  }
  if (asked.size > 1) throw apiError("Order.CannotMixSubmittedAndUnsubmitted");
  if (asked.has(false) && byLineItems) throw apiError("Order.AllowedOnSubmittedOnly");
  if (asked.size === 0 && named && !byLineItems) return "either";
  return asked.has(false) ? "unsubmitted" : "submitted";
}

/** @param alias of `purchase_order`, or of what counts orders. */
function submissionIs(asked: Submission, alias: "t" | "c"): RawBuilder<boolean> {
  if (asked === "either") return sql`true`;
  const isSubmitted = sql<boolean>`${sql.ref(`${alias}.is_submitted`)}`;
  return asked === "submitted" ? isSubmitted : sql`not ${isSubmitted}`;
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
): { readonly companies: RawBuilder<unknown>[]; readonly dates: RawBuilder<unknown>[] } {
  const of = (name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);
  const companies: RawBuilder<unknown>[] = [];
  if (buyerID)
    companies.push(
      sql`${of("buyer_id")} = (select b.id from buyer b where b.marketplace_id = ${marketplaceId} and ${idIs("b.id", buyerID)})`,
    );
  if (supplierID)
    companies.push(
      sql`${of("supplier_id")} = (select s.id from supplier s where s.marketplace_id = ${marketplaceId} and ${idIs("s.id", supplierID)})`,
    );
  const dates: RawBuilder<unknown>[] = [];
  if (from) dates.push(sql`${of("date_created")} >= ${from}`);
  if (to) dates.push(sql`${of("date_created")} <= ${to}`);
  return { companies, dates };
}

/** Forwarded lines are linked for the seller's users alone. */
const linksFor = ({ userType }: Caller) => (userType === "Seller" ? "linked" : "unlinked");

/** Orders in lists of the caller's. */
const tableFor = (caller: Caller, which: "submitted" | "any") => listedOrders[linksFor(caller)][which];

/** Orders that a list is of, whatever its options leave of them. */
export interface Listed {
  /** Whose orders they are. */
  readonly where: readonly RawBuilder<unknown>[];
  /** When they were created. */
  readonly dates: readonly RawBuilder<unknown>[];
  /** The total of those that are of the kinds that the condition on `order_count`, as `c`, says, where they are told by it. */
  readonly counted?: RawBuilder<unknown> | undefined;
}

/** Tells whether a list leaves orders by what they are counted by alone. */
const isOfKinds = ({ filters, search }: ListQuery): boolean =>
  search === undefined &&
  filters.every(({ alternatives }) => alternatives.every(({ path }) => Object.hasOwn(countedColumns, path.name)));

/** Lines of products are found before their orders: behind `exists`, plans would go through all lines of a product for each order. */
function byProducts(marketplaceId: string): Parameters<typeof foundBy>[1]["products"] {
  const orders = (ids: readonly string[]) => sql`select l.order_id as id from line_item l
    where l.marketplace_id = ${marketplaceId} and lower(l.product_id) = any(${ids}::text[])`;
  return {
    names: ["LineItems.ProductID", "LineItems.Product.ID"],
    isOfLine: ({ segments }) => segments[0] === "LineItems",
    are: (ids) => sql`t.id = any(array(${orders(ids)}))`,
    orders,
  };
}

/** Statuses of orders that are not submitted: an index has each by when they were submitted, which most never were. */
const unsubmittedKinds = [...unsubmittedStatuses, "Canceled"].map((status) => sql`t.status = ${sql.lit(status)}`);

const ownName = ({ name }: FieldPath): string => name;

/** One page of orders, submitted or not as the filters say. */
export function listOrders(
  { db, actor, services }: UserWork,
  { query: asked, shape }: ListRequest,
  listed: (which: Submission) => Listed,
): Promise<Page<Row<Order>>> {
  const submission = submissionAsked(asked);
  const which = submission === "submitted" ? submission : "any";
  const isSubmitted = which === "submitted";
  const search = asked.search && (isSubmitted ? asNumber(asked.search) : { ...asked.search, by: "substring" as const });
  const query = search ? { ...asked, search } : asked;
  const table = tableFor(actor, which);
  const { select, columns } = listedIn(db.marketplaceId, linksFor(actor), which);
  const { where, dates, counted } = listed(submission);
  const { passing, rest } = dividedFilters(query, ownName);
  const found = searchSql(query.search, columns, table.document);
  const order = orderSql(query, shape, columns, { ...found, along: true });
  const named = namedIds(passing, sql`lower(t.id)`, ownName);
  const passes = (name: string) => passing.some(({ alternatives }) => alternatives[0]?.path.name === name);
  // Those of a company or a user, indexes have by submission alone.
  const isOfAll = actor.userType === "Seller" && where.length === 1;
  const isOrderedWithin = isBySubmission(query.sort, ownName) || isOfAll;
  const isByKinds = submission === "unsubmitted" && isOfAll && isBySubmission(query.sort, ownName) && !passes("Status");
  const isWalkable =
    named.length === 0 &&
    isOrdered(query.sort, ownName) &&
    isOrderedWithin &&
    (isSubmitted || passes("Status") || isByKinds);
  const isRanked = found.ranks.length > 0 && !query.sorted;
  const ownOrder = isRanked ? orderSql(query, shape, columns, { along: true }) : order;
  const walk = isWalkable
    ? { order: ownOrder, isUnique: true, kinds: isByKinds ? unsubmittedKinds : undefined }
    : undefined;
  const filterOf = (filters: readonly Filter[]) => allOf([filterSql(filters, columns), found.where, ...dates]);
  const isOfWords = query.search?.on.every(
    ({ path, below }) => !below && Object.hasOwn(table.document?.weights ?? {}, path.name),
  );
  const byIndex = isSubmitted
    ? foundBy(rest, {
        nameOf: ownName,
        isDated: dates.length > 0,
        isSearched: isOfWords === true,
        products: byProducts(db.marketplaceId),
      })
    : undefined;
  return readLargePage(db, services, query, {
    ...ownRows(db, table.name, select),
    scope: [
      sql`t.marketplace_id = ${db.marketplaceId}`,
      submissionIs(submission, "t"),
      ...where,
      ...named,
      filterSql(passing, columns),
    ],
    walk: isRanked ? undefined : walk,
    unranked: found.ranks.length > 0 ? { order: ownOrder, walk } : undefined,
    filter: rest.length > 0 || dates.length > 0 || query.search ? filterOf(rest) : undefined,
    isFew: named.length > 0,
    found: byIndex && {
      conditions: byIndex.conditions,
      ids: byIndex.ids,
      filter: filterOf(byIndex.rest),
      isWhole: byIndex.isWhole && isOfWords !== false,
      isCovered: byIndex.isOfDates && passing.length === 0 && !query.search && isBySubmission(query.sort, ownName),
    },
    order,
    total:
      counted && isOfKinds(query)
        ? countedTotal(
            db.marketplaceId,
            "orders",
            allOf([submissionIs(submission, "c"), counted, filterSql(query.filters, ofCounted)]),
          )
        : undefined,
  });
}

const ofCounted = columnsOf(countedColumns, "c");

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
  return tableFor(actor, "any").list(db, { where }, { query: { ...query, ...search }, shape });
}
