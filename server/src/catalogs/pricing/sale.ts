import type { PriceBreak, PriceSchedule } from "@orderwell/contract";

/** Time in which the sale prices of a schedule hold; no bound on a side that is null. */
export type SaleWindow = Pick<PriceSchedule, "SaleStart" | "SaleEnd">;

/**
 * Tells whether sale prices hold at an instant: from the start of the window on and before its end
 * (docs/behaviour/pricing.md §3).
 */
export function saleIsOpen({ SaleStart, SaleEnd }: SaleWindow, at: Date): boolean {
  const time = at.getTime();
  return (SaleStart === null || Date.parse(SaleStart) <= time) && (SaleEnd === null || time < Date.parse(SaleEnd));
}

/** `PriceSchedule.IsOnSale`: the window is open and some price break has a sale price. */
export function isOnSale(
  schedule: SaleWindow & { readonly PriceBreaks: readonly Pick<PriceBreak, "SalePrice">[] | null },
  at: Date,
): boolean {
  return (schedule.PriceBreaks ?? []).some(({ SalePrice }) => SalePrice !== null) && saleIsOpen(schedule, at);
}
