import assert from "node:assert/strict";
import type { wire } from "@orderwell/contract";
import { type Cents, reductionId, variantId, variantOption } from "../market/catalog.ts";
import { promotionCodes } from "../market/offers.ts";
import { accountIds } from "../market/people.ts";
import type { Place } from "../market/places.ts";
import { amountOf } from "../market/returns.ts";
import {
  type Approval,
  covered,
  discount,
  type Line,
  lineDiscount,
  lineTotal,
  type Order,
  reduced,
  type State,
  shipped,
  subtotal,
  total,
} from "../market/state.ts";
import { cents, fine, type LedgerRead, type OrderRead } from "./reading.ts";

/** First name of everybody who is made for tests. */
const ownName = "Test";

export const byText = (one: object, other: object): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** An order must be as operations so far have left it. */
export function assertOrder(state: State, expected: Order, read: OrderRead): void {
  assert.deepEqual(shown(read, expected), meant(state, expected), `order ${expected.id}`);
}

function variantOf(line: Line): string | null {
  const option = variantOption(line);
  return option === undefined ? null : variantId(line.product, option);
}

const meantApproval = ({ rule, group, status, by }: Approval) => ({ rule, group, status, by });
type ApprovalRead = Pick<wire.OrderApproval, "ApprovalRuleID" | "ApprovingGroupID" | "Status" | "Approver">;
const shownApproval = ({ ApprovalRuleID, ApprovingGroupID, Status, Approver }: ApprovalRead) => ({
  rule: ApprovalRuleID,
  group: ApprovingGroupID,
  status: Status,
  by: Approver?.ID ?? null,
});

/** The saved address that an order shows as where it goes: none where lines differ. */
const wholeTo = ({ shipTo, lines }: Order): string | null =>
  shipTo !== null && lines.every((line) => line.shipTo?.id === shipTo.id) ? shipTo.id : null;
const meantPlace = (place: Place | null) => place && [place.id, place.street];
const shownPlace = (id: string | null | undefined, address: Partial<wire.Address> | null | undefined) =>
  address == null ? null : [id ?? null, address.Street1 ?? null];

const orNull = (amount: number | null | undefined): Cents | null => (amount == null ? null : cents(amount));

const chosenIn = ({ ShipEstimates }: wire.ShipEstimateResponse): string | null =>
  ShipEstimates?.[0]?.SelectedShipMethodID ?? null;
const resultOf = (answer: wire.OrderCalculateResponse | null): Order["calculated"] =>
  answer === null ? null : answer.Succeeded ? "done" : "failed";

export const meantLine = (state: State, order: Order, line: Line) => ({
  id: line.id,
  product: line.product,
  options: Object.entries(line.options).sort(byText),
  variant: variantOf(line),
  record: line.record,
  quantity: line.quantity,
  shipped: shipped(state, order, line),
  unitPrice: line.unitPrice,
  isPriceSet: line.isPriceSet,
  subtotal: line.subtotal,
  reduced: line.reduced,
  isReduced: line.reduced > 0 ? reductionId(line.product) : null,
  total: lineTotal(order, line),
  isBundle: line.isBundle,
  bundle: line.bundle,
  discount: lineDiscount(order, line.id),
  other: line.other,
  shipTo: meantPlace(line.shipTo),
  invitation: line.invitation,
});

export const shownLine = (line: wire.LineItem) => ({
  id: line.ID,
  product: line.ProductID,
  options: (line.Specs ?? []).map(({ SpecID, OptionID }) => [SpecID, OptionID]).sort(byText),
  variant: line.Variant?.ID ?? null,
  record: line.InventoryRecordID ?? null,
  quantity: line.Quantity,
  shipped: line.QuantityShipped,
  unitPrice: fine(line.UnitPrice),
  isPriceSet: line.PriceOverridden,
  subtotal: cents(line.LineSubtotal),
  reduced: cents(line.BaseDiscount),
  isReduced: line.DiscountID ?? null,
  total: cents(line.LineTotal),
  isBundle: line.IsBundle,
  bundle: line.BundleItemID ?? null,
  discount: cents(line.PromotionDiscount),
  other: line.OutgoingOrderID ?? line.IncomingOrderID ?? null,
  shipTo: shownPlace(line.ShippingAddressID, line.ShippingAddress),
  invitation: line.InvitationID ?? null,
});

function meant(state: State, order: Order): object {
  const { status } = order;
  return {
    status,
    isSubmitted: order.submitted,
    subscription: order.subscription,
    isFromBuyer: !order.toSupplier,
    isToSupplier: order.toSupplier || order.direct,
    count: order.lines.filter(({ isBundle }) => !isBundle).length,
    subtotal: subtotal(order),
    total: total(order),
    reduced: reduced(order),
    discount: discount(order),
    firstName: order.firstName ?? (order.toSupplier ? null : ownName),
    billTo: meantPlace(order.billTo),
    wholeTo: wholeTo(order),
    costs: [order.shipping, order.tax, order.gratuity, order.fees],
    estimate: order.estimate && [order.estimate.chosen],
    calculated: order.calculated,
    lines: order.lines.map((line) => meantLine(state, order, line)).sort(byText),
    promotions: order.discounts.map(({ code, line, amount }) => ({ code, line, amount })).sort(byText),
    payments: order.payments
      .map((one) => ({
        id: one.id,
        type: one.type,
        amount: one.amount ?? one.debited ?? covered(order, one),
        accepted: one.accepted,
        refundOf: one.refundOf,
        transactions: [...one.transactions].sort(),
      }))
      .sort(byText),
    approvals: order.approvals.map(meantApproval).sort(byText),
    returns: order.returns
      .map((one) => ({
        id: one.id,
        status: one.status,
        amount: amountOf(one),
        items: one.items.map(({ line, quantity, amount }) => ({ line, quantity, amount })).sort(byText),
        approvals: one.approvals.map(meantApproval).sort(byText),
      }))
      .sort(byText),
  };
}

function shown(
  { order, lines, promotions, payments, approvals, returns, answers }: OrderRead,
  { calculated, toSupplier, firstName }: Order,
): object {
  return {
    status: order.Status,
    isSubmitted: order.IsSubmitted,
    subscription: order.SubscriptionID ?? null,
    isFromBuyer: order.FromCompanyID === "acme",
    isToSupplier: order.ToCompanyID === "sup",
    count: order.LineItemCount,
    subtotal: cents(order.Subtotal),
    total: cents(order.Total),
    reduced: cents(order.BaseDiscount),
    discount: cents(order.PromotionDiscount),
    // Orders of the marketplace are from its own users.
    firstName: toSupplier && firstName === null ? null : (order.FromUser?.FirstName ?? null),
    billTo: shownPlace(order.BillingAddressID, order.BillingAddress),
    wholeTo: order.ShippingAddressID ?? null,
    costs: [order.ShippingCost, order.TaxCost, order.Gratuity, order.Fees].map(cents),
    estimate: answers.ShipEstimateResponse && [chosenIn(answers.ShipEstimateResponse)],
    calculated: calculated === "unclear" ? calculated : resultOf(answers.OrderCalculateResponse),
    lines: lines.map(shownLine).sort(byText),
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
        transactions: (one.Transactions ?? []).map(({ ID }) => ID ?? "").sort(),
      }))
      .sort(byText),
    approvals: approvals.map(shownApproval).sort(byText),
    returns: returns
      .map(({ one, approvals: asked }) => ({
        id: one.ID,
        status: one.Status,
        amount: orNull(one.RefundAmount),
        items: (one.ItemsToReturn ?? [])
          .map(({ LineItemID, Quantity, RefundAmount }) => ({
            line: LineItemID,
            quantity: Quantity,
            amount: orNull(RefundAmount),
          }))
          .sort(byText),
        approvals: asked.map(shownApproval).sort(byText),
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
