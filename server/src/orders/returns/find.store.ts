import type { OrderReturn } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import { listLargeRows } from "../../platform/crud/large-rows.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { open } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { type ReturnHead, returnTable } from "../aggregate/return-row.store.ts";
import { inDirection, seesWhole, visibleTo } from "../aggregate/visibility.store.ts";
import { keyedViewer, type WhichOrder } from "../aggregate/which.store.ts";
import { namedBy, namesValuesOf } from "../order/indexed-lists.store.ts";

/** Parts of an order that its returns are about. */
export const returnParts = ["lines", "payments", "returns", "returnItems", "returnApprovals"] as const;

/** An order as its returns are worked on. */
export type Returning = Order<(typeof returnParts)[number]>;

/** An order, and the one of its returns that is meant. */
export interface FoundReturn {
  readonly order: Returning;
  readonly head: ReturnHead;
}

/** Roles that open returns of others' orders: to read them, to change them. */
const readers = ["OrderAdmin", "OrderReader"];
export const writers = ["OrderAdmin"];

/** Until it is submitted a return concerns the side that began it, and the marketplace's own people. */
const isShown = ({ userType }: Caller, { Status, creator_type }: ReturnHead): boolean =>
  Status !== "Unsubmitted" || userType === "Seller" || userType === creator_type;

const shown = ({ userType }: Caller): RawBuilder<unknown> =>
  userType === "Seller" ? sql`true` : sql`(t.status <> 'Unsubmitted' or t.creator_type = ${userType})`;

/** The order of a return, as far as the caller may see it. */
function orderOf(caller: Caller, returnId: string, roles: readonly string[]): WhichOrder {
  const by = keyedViewer(caller, roles);
  return {
    name: `return ${by.name}`,
    condition(keys) {
      const viewer = by.viewer(keys);
      return sql`t.id = (select r.order_id from order_return r
          where r.marketplace_id = ${keys.marketplaceId} and lower(r.id) = ${keys.id})
        and ${inDirection(viewer, "All")} and ${visibleTo(viewer, roles)}`;
    },
    keys: { ...by.keys, id: returnId.toLowerCase() },
  };
}

/**
 * The return of the path with its order, locked to be changed or as it is; nothing where the caller sees none.
 *
 * @param lock opens what the caller may change; else what they may read.
 */
export async function lookFor(work: UserWork, id: string, lock: boolean): Promise<FoundReturn | undefined> {
  const which = orderOf(work.actor, id, lock ? writers : readers);
  const order = await open(work, which, { lock, with: returnParts });
  const head = order?.returns.find((one) => sameId(one.ID, id));
  return order !== undefined && head !== undefined && isShown(work.actor, head) ? { order, head } : undefined;
}

/** The same of one that must be there. @throws ApiError NotFound (OrderReturn) */
export async function findReturn(work: UserWork, id: string, lock = true): Promise<FoundReturn> {
  const found = await lookFor(work, id, lock);
  if (found === undefined) throw notFound("OrderReturn", id);
  return found;
}

/** One page of the returns that the caller sees; of those that wait for them alone, if that is asked for. */
export function listReturns(
  { db, actor, services }: UserWork,
  list: ListRequest,
  approvable: boolean,
): Promise<Page<Row<OrderReturn>>> {
  const m = db.marketplaceId;
  // Whatever is given back was submitted before. Who sees all of that looks at no order.
  const isOfAll = actor.userType === "Seller" && seesWhole(actor, readers, "submitted");
  const ofSeen = sql`o.marketplace_id = ${m} and ${inDirection(actor, "All", "o")} and ${visibleTo(actor, readers, "o", "submitted")}`;
  const isSeen = sql<boolean>`exists (select from purchase_order o where o.id = t.order_id and ${ofSeen})`;
  // Returns have the IDs as orders have them, by which an index finds them.
  const ofOrders = list.query.filters.filter((filter) => namesValuesOf(filter, "OrderID"));
  const named = ofOrders.map(
    (filter) => sql`t.order_id = any(array(select o.id from purchase_order o
      where o.marketplace_id = ${m} and lower(o.id) = any(${namedBy(filter)}::text[])))`,
  );
  const isFew = named.length > 0 || list.query.filters.some((filter) => namesValuesOf(filter, "ID"));
  if (!isFew && !approvable) {
    const ids = sql`select r.id from purchase_order o join order_return r on r.marketplace_id = ${m} and r.order_id = o.id
      where ${ofSeen}`;
    return listLargeRows(db, services, list, {
      table: returnTable,
      scope: [shown(actor)],
      led: isOfAll ? undefined : { ids, isOne: isSeen },
      isPassedOver: () => false,
      isWalked: ({ sorted }) => !sorted,
    });
  }
  const where = allOf([
    shown(actor),
    ...named,
    ...(isOfAll ? [] : [isSeen]),
    ...(approvable
      ? [
          sql`t.status = 'AwaitingApproval' and exists (select from order_return_approval a
            join user_group_member g on g.marketplace_id = ${m} and g.group_key = a.approving_group_key
            where a.marketplace_id = ${m} and a.order_return_id = t.id and a.status = 'Pending'
              and g.user_key = ${actor.userKey} and a.submitter_key is distinct from g.user_key)`,
        ]
      : []),
  ]);
  return returnTable.list(db, { where }, list);
}
