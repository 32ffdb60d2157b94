import { hasRole, roleMissing } from "../../platform/access/caller.ts";
import { invalidProperty } from "../../platform/errors/api-error.ts";
import { Decimal } from "../../platform/money.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import type { LineBody } from "./draft.ts";

/** The unit price that the body sets, if it sets one: the stored price sent back sets none. */
function givenPrice(body: LineBody, before: OrderLine | null): string | undefined {
  const { UnitPrice } = body;
  if (UnitPrice == null) return undefined;
  if (before?.UnitPrice != null && new Decimal(before.UnitPrice).equals(UnitPrice)) return undefined;
  if (new Decimal(UnitPrice).lessThan(0))
    throw invalidProperty("LineItem", "UnitPrice", "UnitPrice must not be less than 0.");
  return UnitPrice;
}

/** A line that is to be priced, and the price that it must come to: what whoever may set none has named all the same. */
export interface Draft {
  readonly line: OrderLine;
  readonly expected?: string | undefined;
}

/** The line with the price that the body sets, from whoever may set one; whoever may not may name the price it has anyway. */
export function priceFromBody({ actor }: UserWork, line: OrderLine, body: LineBody, before: OrderLine | null): Draft {
  const mayOverride = hasRole(actor, "OverrideUnitPrice");
  const given = givenPrice(body, before);
  if (given !== undefined && mayOverride) return { line: { ...line, UnitPrice: given, PriceOverridden: true } };
  // What the marketplace does not have has no other price to return to.
  if (body.UnitPrice === null && mayOverride && !line.ad_hoc) return { line: { ...line, PriceOverridden: false } };
  return { line, expected: given };
}

/** After submit only an explicit price counts, which takes the role. */
export function frozenPriceFromBody({ actor }: UserWork, line: OrderLine, body: LineBody, before: OrderLine): Draft {
  const given = givenPrice(body, before);
  if (given === undefined) return { line };
  if (!hasRole(actor, "OverrideUnitPrice")) throw roleMissing(actor, "OverrideUnitPrice");
  return { line: { ...line, UnitPrice: given, PriceOverridden: true } };
}
