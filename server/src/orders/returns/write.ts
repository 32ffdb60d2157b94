import type { OrderReturn } from "@orderwell/contract";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, patched } from "../../platform/crud/merge.ts";
import { formatInstant } from "../../platform/dates.ts";
import { Json } from "../../platform/db/json.ts";
import { idExists, invalidProperty, notFound, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { returnLimitFinding } from "../aggregate/limits.ts";
import { findOrder } from "../aggregate/open.store.ts";
import { refundFinding, withRefundsDone } from "../aggregate/refunds.ts";
import type { ReturnHead } from "../aggregate/return-row.store.ts";
import type { Draft } from "../aggregate/return-sums.ts";
import { store } from "../aggregate/write.store.ts";
import { tellOfCompleted } from "../news/completed-returns.ts";
import { type Calculated, type Drafted, withAmounts } from "./calculate.ts";
import { changed, emptyDraft, orderFinding, type ReturnBody, withoutItem } from "./draft.ts";
import { type FoundReturn, findReturn, type Returning, returnParts, writers } from "./find.store.ts";
import { itemsOf, shownReturn } from "./shown.ts";

/** The order with a return as it is to be, in place of how it was. */
function withDraft(order: Returning, { head, items }: Draft): Returning {
  const isKnown = order.returns.some(({ ID }) => ID === head.ID);
  return {
    ...order,
    returns: isKnown ? order.returns.map((one) => (one.ID === head.ID ? head : one)) : [...order.returns, head],
    returnItems: [...order.returnItems.filter((item) => item.order_return_id !== head.ID), ...items],
  };
}

const drafted = (before: Returning, draft: Draft, isNew = false): Drafted => ({
  isNew,
  before,
  draft,
  after: withDraft(before, draft),
});

const draftOf = ({ order, head }: FoundReturn): Draft => ({ head, items: itemsOf(order, head.ID) });

/**
 * A return that a body begins.
 *
 * @param lock the order is to be changed.
 * @throws ApiError NotFound (Order), OrderReturn.CannotCreateBadOrderStatus, Order.OrderReturnLimit, and as `changed`
 */
export async function newReturn(work: UserWork, body: ReturnBody, id: string, lock = true): Promise<Drafted> {
  const { actor, now } = work;
  if (!body.OrderID) throw invalidProperty("OrderReturn", "OrderID", "OrderID is required.");
  const order = await findOrder(work, "All", body.OrderID, {
    lock,
    with: returnParts,
    roles: writers,
    approvals: "none",
  });
  refuse(orderFinding(order));
  refuse(returnLimitFinding(order));
  if (order.returns.some((one) => sameId(one.ID, id))) throw idExists("OrderReturn", id);
  const draft = changed(order, emptyDraft(order, actor, id, now), { ...body, xp: body.xp ?? null }, actor);
  return drafted(order, draft, true);
}

/** A return as PUT makes it: what the body leaves out is cleared. @throws ApiError as `changed` */
export function replacedReturn({ actor }: UserWork, found: FoundReturn, body: ReturnBody): Drafted {
  const whole = {
    Comments: body.Comments ?? null,
    RefundAmount: body.RefundAmount ?? null,
    ItemsToReturn: body.ItemsToReturn ?? [],
    xp: body.xp ?? null,
  } as ReturnBody;
  return drafted(found.order, changed(found.order, draftOf(found), whole, actor));
}

/** A return as PATCH makes it: `xp` merges, items are replaced whole. @throws ApiError as `changed` */
export function patchedReturn({ actor }: UserWork, found: FoundReturn, body: ReturnBody): Drafted {
  const { xp: before } = found.head;
  let change = body;
  if (body.xp !== undefined) {
    const merged = patched("OrderReturn", { xp: before instanceof Json ? before.value : before }, { xp: body.xp });
    checkXp("OrderReturn", merged);
    change = { ...body, xp: merged.xp } as ReturnBody;
  }
  return drafted(found.order, changed(found.order, draftOf(found), change, actor));
}

/** A return without one of its items. @throws ApiError NotFound (OrderReturnItem) */
export async function returnWithoutItem(work: UserWork, id: string, lineItemId: string, lock = true): Promise<Drafted> {
  const found = await findReturn(work, id, lock);
  const draft = withoutItem(draftOf(found), lineItemId, work.actor);
  if (draft === undefined) throw notFound("LineItem", lineItemId);
  return drafted(found.order, draft);
}

/**
 * Stores a return as it was drafted, with the amounts that a service said.
 *
 * @param id the ID that it is to have from now on. Default: the one that it has.
 * @throws ApiError IdExists, OrderReturn.TotalRefundsExceedRefundAmount, IntegrationEvent.BadRequest
 */
export async function saveReturn(
  work: UserWork,
  { before, draft, isNew }: Drafted,
  calculated: Calculated | undefined,
  id?: string | null,
): Promise<OrderReturn> {
  const { head, items } = withAmounts(draft, calculated);
  const was = isNew ? undefined : before.returns.find(({ ID }) => ID === head.ID);
  if (was?.RefundAmount !== head.RefundAmount) refuse(refundFinding(before, head));
  const given = id || head.ID;
  const ID =
    given === head.ID && was !== undefined ? given : await resolveId(work.db, work.services.ids, "OrderReturn", given);
  if (before.returns.some((one) => one !== was && sameId(one.ID, ID))) throw idExists("OrderReturn", ID);
  const known = was === undefined || ID === was.ID ? before : await renamed(work, before, was, ID);
  const named: Draft = {
    head: { ...head, ID, LastUpdated: formatInstant(work.now) },
    items: items.map((item) => ({ ...item, order_return_id: ID })),
  };
  const after = withRefundsDone(withDraft(known, named), work.now);
  await tellOfCompleted(work, known, after);
  return shownReturn(store(work, known, after), ID);
}

/** The order whose return has another ID from now on, which its items, approvals and payments follow. */
async function renamed(work: UserWork, order: Returning, { ID: from }: ReturnHead, to: string): Promise<Returning> {
  await work.services.references.rename(work.db, "order_return", { id: from }, { column: "id", to });
  return {
    ...order,
    returns: order.returns.map((one) => (one.ID === from ? { ...one, ID: to } : one)),
    returnItems: order.returnItems.map((one) => (one.order_return_id === from ? { ...one, order_return_id: to } : one)),
    returnApprovals: order.returnApprovals.map((one) =>
      one.OrderReturnID === from ? { ...one, OrderReturnID: to } : one,
    ),
    payments: order.payments.map((one) => (one.OrderReturnID === from ? { ...one, OrderReturnID: to } : one)),
  };
}

/** The order without a return, and everything that belongs to it. */
export const withoutReturn = (order: Returning, { ID }: ReturnHead): Returning => ({
  ...order,
  returns: order.returns.filter((one) => one.ID !== ID),
  returnItems: order.returnItems.filter((one) => one.order_return_id !== ID),
  returnApprovals: order.returnApprovals.filter((one) => one.OrderReturnID !== ID),
  payments: order.payments.filter((one) => one.OrderReturnID !== ID),
});
