import type { DecimalText, Order } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";
import { totalWith } from "./totals.ts";

type Body = { readonly [Name in "ShippingCost" | "TaxCost" | "Gratuity"]?: DecimalText | null };
type Sums = Pick<
  Order,
  "Subtotal" | "BaseDiscount" | "PromotionDiscount" | "ShippingCost" | "TaxCost" | "Gratuity" | "Fees"
>;

const nothing: Sums = {
  Subtotal: "0",
  BaseDiscount: "0",
  PromotionDiscount: "0",
  ShippingCost: "0",
  TaxCost: "0",
  Gratuity: "0",
  Fees: "0",
};

/** The amount to store: null is nothing to pay, what is left out stays as it is. */
const cost = (given: DecimalText | null | undefined, stored: DecimalText): DecimalText =>
  given === undefined ? stored : decimalText(toCents(new Decimal(given ?? 0)));

/**
 * The columns that a body's costs write, with the total that follows. What a body leaves out stays as it is; only a
 * value that differs from the stored one takes the role, so that an order can be put back as it was read.
 *
 * @throws ApiError Order.OverrideShippingPermission, Order.OverrideTaxPermission
 */
export function costsOf(caller: Caller, body: Body, order: Sums = nothing): Record<string, unknown> {
  const costs = {
    ShippingCost: cost(body.ShippingCost, order.ShippingCost),
    TaxCost: cost(body.TaxCost, order.TaxCost),
    Gratuity: cost(body.Gratuity, order.Gratuity),
    Fees: order.Fees,
  };
  const changed = (name: "ShippingCost" | "TaxCost" | "Gratuity"): boolean =>
    !new Decimal(costs[name]).equals(order[name]);
  if (changed("ShippingCost") && !hasRole(caller, "OverrideShipping"))
    throw apiError("Order.OverrideShippingPermission");
  if (changed("TaxCost") && !hasRole(caller, "OverrideTax")) throw apiError("Order.OverrideTaxPermission");
  if (!changed("ShippingCost") && !changed("TaxCost") && !changed("Gratuity")) return {};
  return {
    shipping_cost: costs.ShippingCost,
    tax_cost: costs.TaxCost,
    gratuity: costs.Gratuity,
    total: totalWith(order, costs),
  };
}
