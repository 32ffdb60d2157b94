import type { Order } from "@orderwell/contract";
import { Decimal, type DecimalText, decimalText, toCents } from "../../platform/money.ts";

/** What of a line item counts towards its order. */
export interface LineAmounts {
  readonly LineSubtotal: DecimalText;
  readonly BaseDiscount: DecimalText;
  readonly PromotionDiscount: DecimalText;
}

/** What of an order is a sum over its line items. */
export type OrderTotals = Pick<Order, "LineItemCount" | "Subtotal" | "BaseDiscount" | "PromotionDiscount" | "Total">;

/** What an order costs beyond its line items. */
export type OrderCosts = Pick<Order, "ShippingCost" | "TaxCost" | "Gratuity" | "Fees">;

const sum = (amounts: readonly DecimalText[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

/** `LineSubtotal − BaseDiscount − PromotionDiscount`, in cents (docs/behaviour/orders.md §1.2). */
export function lineTotal(line: LineAmounts): DecimalText {
  return decimalText(toCents(new Decimal(line.LineSubtotal).minus(line.BaseDiscount).minus(line.PromotionDiscount)));
}

/**
 * An order's sums (docs/behaviour/orders.md §1.1). Lines that stand for a bundle are not counted as items.
 *
 * @param orderDiscount what promotions on the order as a whole take off, beyond those on its lines.
 */
export function orderTotals(
  lines: readonly (LineAmounts & { readonly IsBundle: boolean })[],
  costs: OrderCosts,
  orderDiscount: DecimalText = "0",
): OrderTotals {
  const subtotal = toCents(sum(lines.map(({ LineSubtotal }) => LineSubtotal)));
  const baseDiscount = toCents(sum(lines.map(({ BaseDiscount }) => BaseDiscount)));
  const promotionDiscount = toCents(sum([...lines.map(({ PromotionDiscount }) => PromotionDiscount), orderDiscount]));
  return {
    LineItemCount: lines.filter(({ IsBundle }) => !IsBundle).length,
    Subtotal: decimalText(subtotal),
    BaseDiscount: decimalText(baseDiscount),
    PromotionDiscount: decimalText(promotionDiscount),
    Total: decimalText(orderTotal(subtotal, baseDiscount, promotionDiscount, costs)),
  };
}

/** The total after a change of the costs alone. */
export function totalWith(
  order: Pick<Order, "Subtotal" | "BaseDiscount" | "PromotionDiscount">,
  costs: OrderCosts,
): DecimalText {
  const { Subtotal, BaseDiscount, PromotionDiscount } = order;
  return decimalText(
    orderTotal(new Decimal(Subtotal), new Decimal(BaseDiscount), new Decimal(PromotionDiscount), costs),
  );
}

function orderTotal(subtotal: Decimal, baseDiscount: Decimal, promotionDiscount: Decimal, costs: OrderCosts): Decimal {
  return subtotal
    .minus(baseDiscount)
    .minus(promotionDiscount)
    .plus(costs.TaxCost)
    .plus(costs.ShippingCost)
    .plus(costs.Gratuity)
    .plus(costs.Fees);
}
