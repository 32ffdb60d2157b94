import type { LineItemOverride, OrderCalculateResponse, ShipEstimateResponse } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal, type DecimalText } from "../../platform/money.ts";
import { inCents } from "../aggregate/amounts.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { withUnitPrice } from "../aggregate/lines-from-catalog.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import { chosenCost } from "./shipping.ts";

const isNegative = (amount: DecimalText | null | undefined): boolean =>
  amount != null && new Decimal(amount).isNegative() && !new Decimal(amount).isZero();

/**
 * Refuses amounts that no order can have.
 *
 * @throws ApiError IntegrationEvent.BadRequest
 */
export function checkAmounts({ ShippingTotal, TaxTotal, LineItemOverrides }: OrderCalculateResponse): void {
  const wrong = isNegative(ShippingTotal)
    ? "ShippingTotal"
    : isNegative(TaxTotal)
      ? "TaxTotal"
      : LineItemOverrides?.some(({ UnitPrice }) => isNegative(UnitPrice))
        ? "LineItemOverrides.UnitPrice"
        : undefined;
  if (wrong !== undefined)
    throw apiError("IntegrationEvent.BadRequest", { Problem: `${wrong} must not be less than 0.`, Answer: null });
}

/**
 * The order with the amounts and lines that a service worked out; it is still to be settled. Nobody's roles matter: whoever
 * set the service up decided that it may (docs/behaviour/orders.md §13).
 *
 * @param estimate the estimate of shipping that holds, if there is one.
 */
export function withCalculation(
  order: Order<"lines">,
  { LineItemOverrides: overrides, ShippingTotal, TaxTotal, FeeTotal }: OrderCalculateResponse,
  estimate: ShipEstimateResponse | null,
): Order<"lines"> {
  const { head, lines } = order;
  const amounts = {
    ShippingCost: inCents(ShippingTotal) ?? chosenCost(estimate) ?? head.ShippingCost,
    TaxCost: inCents(TaxTotal) ?? head.TaxCost,
    Fees: inCents(FeeTotal) ?? head.Fees,
  };
  return { ...withHead(order, amounts), lines: (overrides ?? []).reduce(withOverride, lines) };
}

/** What is said of a line that the order does not have is passed over. */
function withOverride(
  lines: readonly OrderLine[],
  { LineItemID, UnitPrice, Remove }: LineItemOverride,
): readonly OrderLine[] {
  const isMeant = ({ ID }: OrderLine): boolean => LineItemID !== null && sameId(ID, LineItemID);
  if (Remove === true) {
    const removed = lines.find(isMeant)?.ID;
    // A bundle goes with all that is on the order as part of it.
    return lines.filter((line) => !isMeant(line) && (line.BundleItemID === null || line.BundleItemID !== removed));
  }
  if (UnitPrice === null || UnitPrice === undefined) return lines;
  return lines.map((line) => (isMeant(line) ? withUnitPrice({ ...line, PriceOverridden: true }, UnitPrice) : line));
}
