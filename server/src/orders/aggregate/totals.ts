import type { Order } from "@orderwell/contract";
import { Decimal, type DecimalText, decimalText, toCents } from "../../platform/money.ts";

/** Parts of a line item that count towards its order. */
export interface LineAmounts {
  readonly LineSubtotal: DecimalText;
  readonly BaseDiscount: DecimalText;
  readonly PromotionDiscount: DecimalText;
}

/** Parts of an order that are sums over its line items. */
export type LineSums = Pick<Order, "LineItemCount" | "Subtotal" | "BaseDiscount" | "PromotionDiscount">;

/** Costs of an order beyond its line items. */
export type OrderCosts = Pick<Order, "ShippingCost" | "TaxCost" | "Gratuity" | "Fees">;

/** The same of several lines together. */
export interface SummedLines extends LineAmounts {
  /** Lines that stand for no bundle. */
  readonly items: number;
}

/** Most lines have no discounts, and orders may have many. */
const sum = (amounts: readonly DecimalText[]): Decimal =>
  amounts.reduce((total, amount) => (amount === "0" ? total : total.plus(amount)), new Decimal(0));

/** `LineSubtotal − BaseDiscount − PromotionDiscount`, in cents (docs/behaviour/orders.md §1.2). */
export function lineTotal(line: LineAmounts): DecimalText {
  return decimalText(toCents(new Decimal(line.LineSubtotal).minus(line.BaseDiscount).minus(line.PromotionDiscount)));
}

/**
 * Sums over lines (docs/behaviour/orders.md §1.1). Lines that stand for a bundle are not counted as items.
 *
 * @param orderDiscount what promotions on the order as a whole take off, beyond those on its lines.
 * @param others lines beyond these.
 */
export function lineSums(
  lines: readonly (LineAmounts & { readonly IsBundle: boolean })[],
  orderDiscount: DecimalText = "0",
  others?: SummedLines,
): LineSums {
  const amounts: readonly LineAmounts[] = others === undefined ? lines : [...lines, others];
  return {
    LineItemCount: lines.filter(({ IsBundle }) => !IsBundle).length + (others?.items ?? 0),
    Subtotal: decimalText(toCents(sum(amounts.map(({ LineSubtotal }) => LineSubtotal)))),
    BaseDiscount: decimalText(toCents(sum(amounts.map(({ BaseDiscount }) => BaseDiscount)))),
    PromotionDiscount: decimalText(
      toCents(sum([...amounts.map(({ PromotionDiscount }) => PromotionDiscount), orderDiscount])),
    ),
  };
}

/** Costs of an order: its lines less discounts, and everything beyond them. */
export function orderTotal(order: Omit<LineSums, "LineItemCount"> & OrderCosts): DecimalText {
  return decimalText(
    new Decimal(order.Subtotal)
      .minus(order.BaseDiscount)
      .minus(order.PromotionDiscount)
      .plus(order.TaxCost)
      .plus(order.ShippingCost)
      .plus(order.Gratuity)
      .plus(order.Fees),
  );
}
