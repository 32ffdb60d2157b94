import assert from "node:assert/strict";
import { cents, type LedgerRead, type OrderRead } from "./reading.ts";
import {
  covered,
  discount,
  lineDiscount,
  lineSubtotal,
  type Order,
  type State,
  shipped,
  subtotal,
  total,
} from "./state.ts";
import { accountIds, productIds, products, promotionCodes } from "./world.ts";

const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** An order must be as operations so far have left it. */
export function assertOrder(state: State, expected: Order, read: OrderRead): void {
  assert.deepEqual(shown(read, expected.toSupplier), meant(state, expected), `order ${expected.id}`);
}

function meant(state: State, order: Order): object {
  const { toSupplier, status } = order;
  return {
    status,
    isSubmitted: order.submitted,
    count: order.lines.length,
    ...(!toSupplier && { subtotal: subtotal(order), total: total(order) }),
    discount: discount(order),
    costs: [order.shipping, order.tax, order.gratuity],
    lines: order.lines
      .map((line) => ({
        id: line.id,
        product: line.product,
        quantity: line.quantity,
        shipped: shipped(state, order, line),
        ...(!toSupplier && {
          unitPrice: line.unitPrice,
          subtotal: lineSubtotal(line),
          total: lineSubtotal(line) - lineDiscount(order, line.id),
        }),
        discount: lineDiscount(order, line.id),
        other: line.other,
      }))
      .sort(byText),
    promotions: order.discounts.map(({ code, line, amount }) => ({ code, line, amount })).sort(byText),
    payments: order.payments
      .map((one) => ({
        id: one.id,
        type: one.type,
        amount: one.amount ?? one.debited ?? covered(order, one),
        accepted: one.accepted,
        refundOf: one.refundOf,
      }))
      .sort(byText),
    approvals: order.approvals.map(({ rule, group, status: given }) => ({ rule, group, status: given })).sort(byText),
  };
}

function shown({ order, lines, promotions, payments, approvals }: OrderRead, toSupplier: boolean): object {
  return {
    status: order.Status,
    isSubmitted: order.IsSubmitted,
    count: order.LineItemCount,
    ...(!toSupplier && { subtotal: cents(order.Subtotal), total: cents(order.Total) }),
    discount: cents(order.PromotionDiscount),
    costs: [order.ShippingCost, order.TaxCost, order.Gratuity].map(cents),
    lines: lines
      .map((line) => ({
        id: line.ID,
        product: line.ProductID,
        quantity: line.Quantity,
        shipped: line.QuantityShipped,
        ...(!toSupplier && {
          unitPrice: cents(line.UnitPrice),
          subtotal: cents(line.LineSubtotal),
          total: cents(line.LineTotal),
        }),
        discount: cents(line.PromotionDiscount),
        other: line.OutgoingOrderID ?? line.IncomingOrderID ?? null,
      }))
      .sort(byText),
    promotions: promotions
      .map(({ Code, LineItemID, Amount }) => ({ code: Code, line: LineItemID ?? null, amount: cents(Amount) }))
      .sort(byText),
    payments: payments
      .map((one) => ({
        id: one.ID,
        type: one.Type,
        amount: cents(one.Amount),
        accepted: one.Accepted,
        refundOf: one.OrderReturnID ?? null,
      }))
      .sort(byText),
    approvals: approvals
      .map(({ ApprovalRuleID, ApprovingGroupID, Status }) => ({
        rule: ApprovalRuleID,
        group: ApprovingGroupID,
        status: Status,
      }))
      .sort(byText),
  };
}

/** Stock, balances and redemptions must be what is left by the orders there are. */
export function assertLedger(state: State, read: LedgerRead): void {
  const tracked = productIds.filter((id) => products[id].stock !== null);
  assert.deepEqual(
    {
      stock: tracked.map((id) => [id, read.stock[id]]),
      balances: accountIds.map((id) => [id, read.balances[id]]),
      redeemed: promotionCodes.map((code) => [code, read.redeemed[code]]),
    },
    {
      stock: tracked.map((id) => [id, state.stock[id]]),
      balances: accountIds.map((id) => [id, state.balances[id]]),
      redeemed: promotionCodes.map((code) => [code, state.redeemed[code]]),
    },
    "what is left",
  );
}
