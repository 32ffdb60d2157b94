import type { LineItemOverride, OrderCalculateResponse, ShipEstimateResponse } from "@orderwell/contract";
import type { Stock } from "../../catalogs/index.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal, type DecimalText } from "../../platform/money.ts";
import { withChanges } from "../ad-hoc/product.ts";
import type { Suppliers } from "../ad-hoc/suppliers.store.ts";
import { inCents } from "../aggregate/amounts.ts";
import { drawingOn } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { withUnitPrice } from "../aggregate/lines-from-catalog.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { AppliedDiscount } from "../aggregate/promotion-row.store.ts";
import { badAnswer } from "../answers/usable.ts";
import { within } from "../promotions/evaluate.ts";
import { chosenCost } from "./shipping.ts";

/** What services name that is no part of an order. */
export interface Named {
  readonly suppliers: Suppliers;
  /** The stock of the lines' products, with the inventory records that are named. */
  readonly stock: ReadonlyMap<string, Stock>;
}

const isNegative = (amount: DecimalText | null | undefined): boolean =>
  amount != null && new Decimal(amount).lessThan(0);

/**
 * Refuses amounts that no order can have.
 *
 * @throws ApiError IntegrationEvent.BadRequest
 */
export function checkAmounts({ ShippingTotal, TaxTotal, LineItemOverrides }: OrderCalculateResponse): void {
  const overrides = LineItemOverrides ?? [];
  const promotions = overrides.flatMap(({ PromotionOverrides }) => PromotionOverrides ?? []);
  const amounts = {
    ShippingTotal: [ShippingTotal],
    TaxTotal: [TaxTotal],
    "LineItemOverrides.UnitPrice": overrides.map(({ UnitPrice }) => UnitPrice),
    "LineItemOverrides.PromotionOverrides.Amount": promotions.map(({ Amount }) => Amount),
  };
  const wrong = Object.entries(amounts).find(([, given]) => given.some(isNegative))?.[0];
  if (wrong !== undefined) throw badAnswer(`${wrong} must not be less than 0.`);
}

/**
 * The order with the amounts and lines that a service worked out; it is still to be settled. Nobody's roles matter: whoever
 * set the service up decided that it may (docs/behaviour/orders.md §13).
 *
 * @param estimate the estimate of shipping that holds, if there is one.
 * @param named what the service names beyond the order.
 * @throws ApiError IntegrationEvent.BadRequest for what no line can be.
 */
export function withCalculation(
  order: Order<"lines" | "promotions">,
  { LineItemOverrides: overrides, ShippingTotal, TaxTotal, FeeTotal }: OrderCalculateResponse,
  estimate: ShipEstimateResponse | null,
  named: Named,
): Order<"lines" | "promotions"> {
  const { head, lines } = order;
  const amounts = {
    ShippingCost: inCents(ShippingTotal) ?? chosenCost(estimate) ?? head.ShippingCost,
    TaxCost: inCents(TaxTotal) ?? head.TaxCost,
    Fees: inCents(FeeTotal) ?? head.Fees,
  };
  const kept = (overrides ?? []).reduce((so, override) => withOverride(so, override, named), lines);
  return { ...withHead(order, amounts), lines: kept, promotions: withAmounts(order.promotions, kept, overrides ?? []) };
}

/**
 * What promotions take off lines where the service says how much, at most what a line costs. Those of lines that are gone
 * are, too; what is said of a promotion that a line does not have is passed over.
 */
function withAmounts(
  promotions: readonly AppliedDiscount[],
  lines: readonly OrderLine[],
  overrides: readonly LineItemOverride[],
): readonly AppliedDiscount[] {
  return promotions.flatMap((record) => {
    if (record.LineItemID === null) return [record];
    const line = lines.find(({ ID }) => ID === record.LineItemID);
    if (line === undefined) return [];
    const said = overrides
      .filter(({ LineItemID }) => sameId(LineItemID, line.ID))
      .flatMap(({ PromotionOverrides }) => PromotionOverrides ?? [])
      .find(({ PromotionID }) => sameId(PromotionID, record.promotion.ID));
    if (said === undefined) return [record];
    const most = new Decimal(line.LineSubtotal).minus(line.BaseDiscount);
    return [{ ...record, Amount: within(new Decimal(said.Amount ?? 0), most), AmountOverridden: true }];
  });
}

/** What is said of a line that the order does not have is passed over. */
function withOverride(
  lines: readonly OrderLine[],
  { LineItemID, UnitPrice, Product, InventoryRecordID, Remove }: LineItemOverride,
  { suppliers, stock }: Named,
): readonly OrderLine[] {
  const isMeant = ({ ID }: OrderLine): boolean => LineItemID !== null && sameId(ID, LineItemID);
  if (Remove === true) {
    const removed = lines.find(isMeant)?.ID;
    // A bundle goes with all that is on the order as part of it.
    return lines.filter((line) => !isMeant(line) && (line.BundleItemID === null || line.BundleItemID !== removed));
  }
  return lines.map((line) => {
    if (!isMeant(line)) return line;
    const described = Product == null ? line : withChanges(line, Product, suppliers);
    const drawing = InventoryRecordID ? drawingOnNamed(described, InventoryRecordID, stock) : described;
    return UnitPrice == null ? drawing : withUnitPrice({ ...drawing, PriceOverridden: true }, UnitPrice);
  });
}

/** The line as it draws on the record that a service names, for the buyer or not. */
function drawingOnNamed(line: OrderLine, id: string, stock: Named["stock"]): OrderLine {
  try {
    return drawingOn(line, id, stock, true);
  } catch (error) {
    if (error instanceof ApiError)
      throw badAnswer(
        `LineItemOverrides.InventoryRecordID ${id} is no inventory record of what line ${line.ID} is of.`,
      );
    throw error;
  }
}
