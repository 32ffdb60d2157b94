import type { OrderReturn } from "@orderwell/contract";
import { sameId } from "../../platform/ids.ts";
import type { ReturnHead, ReturnItem } from "../aggregate/return-row.store.ts";
import type { Returning } from "./find.store.ts";

const shownItem = ({ LineItemID, Quantity, RefundAmount, Comments }: ReturnItem) => ({
  LineItemID,
  Quantity,
  RefundAmount,
  Comments,
});

/** The items of a return, in the order in which they were added. */
export const itemsOf = ({ returnItems }: Pick<Returning, "returnItems">, returnId: string): readonly ReturnItem[] =>
  returnItems.filter(({ order_return_id }) => order_return_id === returnId);

/** A return of an order as replies show it. */
export function shownReturn(order: Returning, id: string): OrderReturn {
  const { refund_set: _, creator_type: __, ...head } = order.returns.find(({ ID }) => ID === id) as ReturnHead;
  const payments = order.payments.filter(({ OrderReturnID }) => sameId(OrderReturnID, id));
  return { ...head, PaymentIDs: payments.map(({ ID }) => ID), ItemsToReturn: itemsOf(order, id).map(shownItem) };
}
