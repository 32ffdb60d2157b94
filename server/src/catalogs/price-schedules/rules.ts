import type { PriceBreak, PriceSchedule } from "@orderwell/contract";
import { type ApiError, apiError, invalidProperty } from "../../platform/errors/api-error.ts";
import { sameCurrency } from "../../seller/index.ts";

const prices = ["Price", "SalePrice", "SubscriptionPrice", "BundlePrice"] as const satisfies (keyof PriceBreak)[];

/** Price breaks as they are stored: every property present, in the order of their quantities. */
export function orderedBreaks(breaks: readonly PriceBreak[] | null): PriceBreak[] {
  return (breaks ?? [])
    .map(({ Quantity, Price, SalePrice = null, SubscriptionPrice = null, BundlePrice = null }) => ({
      Quantity,
      Price,
      SalePrice,
      SubscriptionPrice,
      BundlePrice,
    }))
    .sort((a, b) => a.Quantity - b.Quantity);
}

/** The breaks with one added, or put in the place of the one for the same quantity. */
export const withBreak = (breaks: readonly PriceBreak[] | null, added: PriceBreak): PriceBreak[] =>
  orderedBreaks([...(breaks ?? []).filter(({ Quantity }) => Quantity !== added.Quantity), added]);

/** The breaks without the one for a quantity; `undefined` when there is none. */
export function withoutBreak(breaks: readonly PriceBreak[] | null, quantity: number): PriceBreak[] | undefined {
  const rest = (breaks ?? []).filter(({ Quantity }) => Quantity !== quantity);
  return rest.length === (breaks ?? []).length ? undefined : rest;
}

/** Faults of a price schedule in itself, all of them (docs/behaviour/pricing.md §1). Its breaks are in order. */
export function scheduleFindings(schedule: PriceSchedule): ApiError[] {
  const findings: ApiError[] = [];
  const { MinQuantity, MaxQuantity, SaleStart, SaleEnd } = schedule;
  if (MaxQuantity !== null && MaxQuantity < (MinQuantity ?? 1))
    findings.push(apiError("PriceSchedule.MinGreaterThanMax", { MinQuantity: MinQuantity ?? 1, MaxQuantity }));
  if (SaleStart !== null && SaleEnd !== null && Date.parse(SaleStart) >= Date.parse(SaleEnd))
    findings.push(apiError("PriceSchedule.InvalidSaleStartOrSaleEnd", { SaleStart, SaleEnd }));
  return [...findings, ...breakFindings(schedule.PriceBreaks ?? [])];
}

function breakFindings(breaks: readonly PriceBreak[]): ApiError[] {
  const findings: ApiError[] = [];
  for (const price of prices)
    if (breaks.some((one) => one[price]?.startsWith("-")))
      findings.push(invalidProperty("PriceBreak", `PriceBreaks.${price}`, `${price} must not be negative.`));
  const twice = breaks.find(({ Quantity }, index) => breaks[index - 1]?.Quantity === Quantity);
  if (twice !== undefined) findings.push(apiError("PriceSchedule.DuplicatePriceBreaks", { Quantity: twice.Quantity }));
  if (breaks.length > 0 && !breaks.some(({ Quantity }) => Quantity >= 1))
    findings.push(apiError("PriceSchedule.MinQtyMustBePositive"));
  return findings;
}

/**
 * Refuses changes that a schedule may not undergo while it is assigned to a party (docs/behaviour/pricing.md §1).
 *
 * @returns PriceSchedule.CannotClearPriceBreaks or PriceSchedule.CannotModifyCurrency.
 */
export function assignedFinding(before: PriceSchedule, after: PriceSchedule): ApiError | undefined {
  const schedule = { PriceScheduleID: before.ID };
  if ((before.PriceBreaks ?? []).length > 0 && (after.PriceBreaks ?? []).length === 0)
    return apiError("PriceSchedule.CannotClearPriceBreaks", schedule);
  return sameCurrency(before.Currency, after.Currency)
    ? undefined
    : apiError("PriceSchedule.CannotModifyCurrency", schedule);
}
