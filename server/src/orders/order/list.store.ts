import type { Order } from "@orderwell/contract";
import { embedded, listOf } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Filter, ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { countedColumns, countedTotal } from "../aggregate/counts.store.ts";
import { asNumber } from "../aggregate/number-search.ts";
import { listedOrders } from "../aggregate/order-row.store.ts";
import { inDirection, openedByApproval, visibleTo } from "../aggregate/visibility.store.ts";

/** Properties that lists of orders can address beyond what replies hold, and the order they are sorted in. */
export const orderListShape: ShapeExtras = {
  defaultSort: ["!DateSubmitted", "!DateCreated"],
  fields: { LineItems: listOf(embedded("LineItem")), ShippingAddress: embedded("Address") },
};

const unsubmittedStatuses = ["Unsubmitted", "AwaitingApproval", "Declined"];
const submittedStatuses = ["Open", "Completed"];

/** Whether a list is of orders that are submitted, of others, or of either. */
type Submission = "submitted" | "unsubmitted" | "either";

/** Tells whether every condition names one value, as they do who know what they look for. */
const namesValues = (conditions: readonly TypedCondition[]): boolean =>
  conditions.every((condition) => condition.kind === "compare" && condition.operator === "=" && !condition.negated);

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
const tableFor = ({ userType }: Caller, which: "submitted" | "any") =>
  listedOrders[userType === "Seller" ? "linked" : "unlinked"][which];

/** Orders that a list is of, whatever its options leave of them. */
export interface Listed {
  readonly where: readonly RawBuilder<unknown>[];
  /** The total of those that are of the kinds that the condition on `order_count`, as `c`, says, where they are told by it. */
  readonly counted?: RawBuilder<unknown> | undefined;
}

/** Tells whether a list leaves orders by what they are counted by alone. */
const isOfKinds = ({ filters, search }: ListQuery): boolean =>
  search === undefined &&
  filters.every(({ alternatives }) => alternatives.every(({ path }) => Object.hasOwn(countedColumns, path.name)));

/** IDs, in lower case, that a list is of at most: those that a filter names. */
function namedIds({ filters }: ListQuery): readonly string[] | undefined {
  for (const { alternatives } of filters) {
    const [only] = alternatives;
    if (alternatives.length !== 1 || only?.path.name !== "ID" || !namesValues(only.conditions)) continue;
    return only.conditions.flatMap((condition) => (condition.kind === "compare" ? condition.text.toLowerCase() : []));
  }
  return undefined;
}

/** The one status that filters leave, if there is one. */
function onlyStatus({ filters }: ListQuery): string | undefined {
  for (const { alternatives } of filters) {
    const [only] = alternatives;
    const [condition] = only?.conditions ?? [];
    if (alternatives.length !== 1 || only?.path.name !== "Status" || only.conditions.length !== 1) continue;
    if (condition?.kind === "among" && !condition.negated && condition.values.length === 1) return condition.values[0];
  }
  return undefined;
}

/** Tells whether a filter names values of extended properties, which an index knows. */
const isIndexed = ({ alternatives: [only, ...others] }: Filter): boolean =>
  only !== undefined && others.length === 0 && only.path.segments[0] === "xp" && namesValues(only.conditions);

/** One page of orders, submitted or not as the filters say. */
export function listOrders(
  { db, actor }: UserWork,
  { query, shape }: ListRequest,
  listed: (which: "submitted" | "any") => Listed,
): Promise<Page<Row<Order>>> {
  const asked = submissionAsked(query);
  const which = asked === "submitted" ? asked : "any";
  const search = query.search && {
    search: asked === "submitted" ? asNumber(query.search) : { ...query.search, by: "substring" as const },
  };
  const { where, counted } = listed(which);
  const ids = namedIds(query);
  // Said in the way that indexes know, beside the filters themselves.
  const named = ids === undefined ? [] : [sql`lower(t.id) = any(${ids}::text[])`];
  const status = onlyStatus(query);
  const ofStatus = status === undefined ? [] : [sql`t.status = ${status}`];
  const all = allOf([submissionIs(asked, "t"), ...named, ...ofStatus, ...where]);
  const total =
    counted && isOfKinds(query)
      ? countedTotal(
          db.marketplaceId,
          "orders",
          allOf([submissionIs(asked, "c"), counted, filterSql(query.filters, ofCounted)]),
        )
      : undefined;
  const findFirst = which === "submitted" && (query.search !== undefined || query.filters.some(isIndexed));
  return tableFor(actor, which).list(
    db,
    { where: all },
    { query: { ...query, ...search }, shape },
    { total, findFirst },
  );
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
