import type { Operations, OrderReturnItem } from "@orderwell/contract";
import { type Caller, hasRole, roleMissing } from "../../platform/access/caller.ts";
import { formatInstant } from "../../platform/dates.ts";
import { type ApiError, apiError, notFound, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal, type DecimalText, shownAmount } from "../../platform/money.ts";
import { inCents } from "../aggregate/amounts.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { isStanding } from "../aggregate/refunds.ts";
import type { ReturnHead, ReturnItem } from "../aggregate/return-row.store.ts";
import { type Draft, summed } from "../aggregate/return-sums.ts";
import type { Returning } from "./find.store.ts";

/** Properties that a client may write of a return. */
export type ReturnBody = Partial<Operations["OrderReturns.Patch"]["body"]>;

/** A return that is begun for an order, with nothing in it yet. */
export const emptyDraft = ({ head }: Returning, { userType }: Caller, ID: string, now: Date): Draft => ({
  head: {
    ID,
    OrderID: head.ID,
    Status: "Unsubmitted",
    DateCreated: formatInstant(now),
    DateSubmitted: null,
    DateApproved: null,
    DateDeclined: null,
    DateCanceled: null,
    DateCompleted: null,
    LastUpdated: formatInstant(now),
    RefundAmount: null,
    Comments: null,
    xp: null,
    refund_set: false,
    creator_type: userType,
  },
  items: [],
});

/**
 * A return as a body makes it, with xp merged already (docs/behaviour/fulfilment.md §5.2, §5.3). Amounts are OrderAdmin's to
 * say: of others they are passed over, and of an item whose quantity they change, undecided again.
 *
 * @throws ApiError Auth.InsufficientRoles, OrderReturn.*, NotFound (LineItem)
 */
export function changed(order: Returning, before: Draft, body: ReturnBody, actor: Caller): Draft {
  const decides = hasRole(actor, "OrderAdmin");
  if (before.head.Status !== "Unsubmitted" && !decides) throw roleMissing(actor, "OrderAdmin");
  const { Comments, xp, RefundAmount, ItemsToReturn } = body;
  refuse(negativeFinding(RefundAmount, null));
  const items = ItemsToReturn === undefined ? before.items : itemsFrom(order, before, ItemsToReturn ?? [], decides);
  const head: ReturnHead = {
    ...before.head,
    ...(Comments !== undefined && { Comments }),
    ...(xp !== undefined && { xp }),
    // What the marketplace decided of a return was decided of these items.
    refund_set: before.head.refund_set && (decides || ItemsToReturn === undefined),
  };
  const draft = summed({ head, items });
  if (!decides || RefundAmount === undefined) return draft;
  const amount = inCents(RefundAmount);
  const { RefundAmount: sum } = summed({ head: { ...head, refund_set: false }, items }).head;
  // The sum as it was read is no decision of its own.
  const refund_set = amount !== null && !(sum !== null && new Decimal(sum).equals(amount));
  return { items, head: { ...head, refund_set, RefundAmount: refund_set ? amount : sum } };
}

/** The draft without a line; nothing where it has none of that ID. */
export function withoutItem({ head, items }: Draft, lineItemId: string, actor: Caller): Draft | undefined {
  if (head.Status !== "Unsubmitted" && !hasRole(actor, "OrderAdmin")) throw roleMissing(actor, "OrderAdmin");
  const left = items.filter(({ LineItemID }) => !sameId(LineItemID, lineItemId));
  if (left.length === items.length) return undefined;
  const refund_set = head.refund_set && hasRole(actor, "OrderAdmin");
  return summed({ head: { ...head, refund_set }, items: left });
}

const negativeFinding = (amount: DecimalText | null | undefined, LineItemID: string | null): ApiError | undefined =>
  amount != null && new Decimal(amount).lessThan(0)
    ? apiError("OrderReturn.RefundAmountMustNotBeNegative", { LineItemID, RefundAmount: shownAmount(amount) })
    : undefined;

/** Stands against returns of an order that the seller does not have, or not any more. */
export const orderFinding = ({ head: { ID: OrderID, Status } }: Returning): ApiError | undefined =>
  Status === "Open" || Status === "Completed"
    ? undefined
    : apiError("OrderReturn.CannotCreateBadOrderStatus", { OrderID, Status });

function itemsFrom(
  order: Returning,
  before: Draft,
  given: readonly Partial<OrderReturnItem>[],
  decides: boolean,
): readonly ReturnItem[] {
  refuse(orderFinding(order));
  let number = order.returnItems.reduce((most, { ID }) => Math.max(most, Number(ID)), 0);
  const returned = returnedElsewhere(order, before.head);
  // An order and a return have up to thousands of lines: each is looked for once.
  const lines = new Map(order.lines.map((line) => [line.ID.toLowerCase(), line]));
  const formerly = new Map(before.items.map((item) => [item.LineItemID, item]));
  const items = new Map<string, ReturnItem>();
  for (const one of given) {
    const id = one.LineItemID ?? "";
    const line = lines.get(id.toLowerCase());
    if (line === undefined) throw notFound("LineItem", id);
    const { ID: LineItemID } = line;
    if (items.has(LineItemID)) throw apiError("OrderReturn.CannotCreateDuplicateItemToReturn", { LineItemID });
    refuse(negativeFinding(one.RefundAmount, LineItemID));
    const known = formerly.get(LineItemID);
    const Quantity = one.Quantity ?? 0;
    const decided = decides ? inCents(one.RefundAmount) : known?.Quantity === Quantity ? known.RefundAmount : null;
    items.set(LineItemID, {
      ID: known?.ID ?? String(++number),
      order_id: order.head.ID,
      order_return_id: before.head.ID,
      LineItemID,
      Quantity,
      RefundAmount: decided,
      Comments: one.Comments ?? null,
    });
    refuse(lineFinding(order, line, returned.get(LineItemID) ?? 0, Quantity, decides));
  }
  return [...items.values()];
}

/** Units that other returns of the order take already, by the line: an order may have very many items in returns. */
function returnedElsewhere({ returns, returnItems }: Returning, { ID: own }: ReturnHead): ReadonlyMap<string, number> {
  const others = new Set(returns.filter((one) => one.ID !== own && isStanding(one)).map(({ ID }) => ID));
  const units = new Map<string, number>();
  for (const { order_return_id, LineItemID, Quantity } of returnItems)
    if (others.has(order_return_id)) units.set(LineItemID, (units.get(LineItemID) ?? 0) + Quantity);
  return units;
}

function lineFinding(
  order: Returning,
  { ID: LineItemID, ProductID, Product, Quantity: ordered, QuantityShipped }: OrderLine,
  returned: number,
  Quantity: number,
  decides: boolean,
): ApiError | undefined {
  if (!decides && Product?.Returnable !== true)
    return apiError("OrderReturn.ProductNotEligibleToReturn", { LineItemID, ProductID });
  const received = order.head.Status === "Completed" ? ordered : QuantityShipped;
  const QuantityLeft = Math.max(0, received - returned);
  return Quantity > QuantityLeft
    ? apiError("OrderReturn.ItemQuantityExceeded", { LineItemID, Quantity, QuantityLeft })
    : undefined;
}
