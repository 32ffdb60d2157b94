import type { CodeFor, PriceBreak, PriceSchedule } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";

/** Rules of a schedule for the quantities that may be bought. */
export interface QuantityRules
  extends Pick<PriceSchedule, "MinQuantity" | "MaxQuantity" | "RestrictedQuantity" | "UseCumulativeQuantity"> {
  readonly PriceBreaks: readonly Pick<PriceBreak, "Quantity">[] | null;
}

interface Limits {
  readonly MinQuantity: number;
  readonly MaxQuantity: number | null;
  readonly Quantity: number;
}

interface Codes {
  readonly tooFew: CodeFor<Limits>;
  readonly tooMany: CodeFor<Limits>;
  readonly notOffered: CodeFor<Limits & { readonly AllowedQuantities: readonly number[] }>;
}

const perLine: Codes = {
  tooFew: "PriceSchedule.CannotBeLessThanMin",
  tooMany: "PriceSchedule.CannotExceedMax",
  notOffered: "PriceSchedule.QuantityNotAllowed",
};

const perProduct: Codes = {
  tooFew: "PriceSchedule.CumulativeCannotBeLessThanMin",
  tooMany: "PriceSchedule.CumulativeCannotExceedMax",
  notOffered: "PriceSchedule.CumulativeQuantityNotAllowed",
};

/**
 * Checks how much a shopper wants (docs/behaviour/pricing.md §4). A cumulative schedule looks at all lines of the
 * product together and leaves the single line free.
 *
 * @param cumulativeQuantity of all the order's lines of the product, this one included.
 * @returns what to refuse with: LineItem.QuantityMustBePositive or the PriceSchedule code of the broken rule, whose
 *   Data names the limits; `undefined` when the quantity is fine.
 */
export function checkQuantity(
  schedule: QuantityRules,
  quantity: number,
  cumulativeQuantity = quantity,
): ApiError | undefined {
  if (!Number.isInteger(quantity) || quantity < 1) return apiError("LineItem.QuantityMustBePositive");
  const { MaxQuantity, RestrictedQuantity, UseCumulativeQuantity } = schedule;
  const MinQuantity = schedule.MinQuantity ?? 1;
  const codes = UseCumulativeQuantity ? perProduct : perLine;
  const wanted = UseCumulativeQuantity ? cumulativeQuantity : quantity;
  const limits: Limits = { MinQuantity, MaxQuantity, Quantity: wanted };
  if (wanted < MinQuantity) return apiError(codes.tooFew, limits);
  if (MaxQuantity !== null && wanted > MaxQuantity) return apiError(codes.tooMany, limits);
  const offered = (schedule.PriceBreaks ?? [])
    .map(({ Quantity }) => Quantity)
    .filter((one) => one >= MinQuantity && (MaxQuantity === null || one <= MaxQuantity));
  if (RestrictedQuantity && !offered.includes(wanted))
    return apiError(codes.notOffered, { ...limits, AllowedQuantities: offered });
  return undefined;
}
