import type { DecimalText, Order } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";

type Cost = "ShippingCost" | "TaxCost" | "Gratuity";
type Body = { readonly [Name in Cost]?: DecimalText | null };

/** Costs of an order beyond its lines, as far as clients say. */
export type Costs = Pick<Order, Cost>;

export const noCosts: Costs = { ShippingCost: "0", TaxCost: "0", Gratuity: "0" };

/** The amount to store: null is nothing to pay, what is left out stays as it is. */
const cost = (given: DecimalText | null | undefined, stored: DecimalText): DecimalText =>
  given === undefined ? stored : decimalText(toCents(new Decimal(given ?? 0)));

/**
 * The costs of an order after a body. What the body leaves out stays as it is; only a value that differs from the stored
 * one takes the role, so that an order can be put back as it was read. Findings: Order.OverrideShippingPermission,
 * Order.OverrideTaxPermission.
 */
export function costsAfter(caller: Caller, body: Body, order: Costs): Costs | ApiError {
  const costs = {
    ShippingCost: cost(body.ShippingCost, order.ShippingCost),
    TaxCost: cost(body.TaxCost, order.TaxCost),
    Gratuity: cost(body.Gratuity, order.Gratuity),
  };
  const changed = (name: Cost): boolean => !new Decimal(costs[name]).equals(order[name]);
  if (changed("ShippingCost") && !hasRole(caller, "OverrideShipping"))
    return apiError("Order.OverrideShippingPermission");
  if (changed("TaxCost") && !hasRole(caller, "OverrideTax")) return apiError("Order.OverrideTaxPermission");
  return costs;
}
