import assert from "node:assert/strict";
import { variantId, variantOption } from "../market/catalog.ts";
import { promotionCodes } from "../market/offers.ts";
import { accountIds } from "../market/people.ts";
import {
  covered,
  discount,
  type Line,
  lineDiscount,
  type Order,
  type State,
  shipped,
  subtotal,
  total,
} from "../market/state.ts";
import { cents, fine, type LedgerRead, type OrderRead } from "./reading.ts";

const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** An order must be as operations so far have left it. */
export function assertOrder(state: State, expected: Order, read: OrderRead): void {
  assert.deepEqual(shown(read, expected.toSupplier), meant(state, expected), `order ${expected.id}`);
}

function variantOf(line: Line): string | null {
  const option = variantOption(line);
  return option === undefined ? null : variantId(line.product, option);
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
        options: Object.entries(line.options).sort(byText),
        variant: variantOf(line),
        record: line.record,
        quantity: line.quantity,
        shipped: shipped(state, order, line),
        ...(!toSupplier && {
          unitPrice: line.unitPrice,
          isPriceSet: line.isPriceSet,
          subtotal: line.subtotal,
          total: line.subtotal - lineDiscount(order, line.id),
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
    approvals: order.approvals
      .map(({ rule, group, status: given, by }) => ({ rule, group, status: given, by }))
      .sort(byText),
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
        options: (line.Specs ?? []).map(({ SpecID, OptionID }) => [SpecID, OptionID]).sort(byText),
        variant: line.Variant?.ID ?? null,
        record: line.InventoryRecordID ?? null,
        quantity: line.Quantity,
        shipped: line.QuantityShipped,
        ...(!toSupplier && {
          unitPrice: fine(line.UnitPrice),
          isPriceSet: line.PriceOverridden,
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
      .map(({ ApprovalRuleID, ApprovingGroupID, Status, Approver }) => ({
        rule: ApprovalRuleID,
        group: ApprovingGroupID,
        status: Status,
        by: Approver?.ID ?? null,
      }))
      .sort(byText),
  };
}

/** Stock, balances and redemptions must be what is left by the orders there are. */
export function assertLedger(state: State, counted: LedgerRead): void {
  const { stock, balances, redeemed } = state;
  const read = {
    stock: counted.stock,
    balances: Object.fromEntries(accountIds.map((id) => [id, counted.balances[id]])),
    redeemed: Object.fromEntries(promotionCodes.map((code) => [code, counted.redeemed[code]])),
  };
  assert.deepEqual(read, { stock, balances, redeemed }, "what is left");
}
