import type { OrderShipMethodSelection, ShipEstimate, ShipEstimateResponse } from "@orderwell/contract";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { Decimal, type DecimalText, decimalText, toCents } from "../../platform/money.ts";

const estimatesIn = (estimate: ShipEstimateResponse | null): readonly ShipEstimate[] => estimate?.ShipEstimates ?? [];

/** Costs of the ship methods that are chosen; null where none is. */
export function chosenCost(estimate: ShipEstimateResponse | null): DecimalText | null {
  const costs = estimatesIn(estimate).flatMap(({ SelectedShipMethodID: id, ShipMethods }) =>
    id === null || id === undefined
      ? []
      : (ShipMethods ?? []).filter(({ ID }) => ID === id).map(({ Cost }) => Cost ?? "0"),
  );
  return costs.length === 0 ? null : decimalText(toCents(costs.reduce((sum, cost) => sum.plus(cost), new Decimal(0))));
}

/**
 * The estimate with these methods chosen; what was chosen for other parcels stays.
 *
 * @param estimate null when there is none.
 * @throws ApiError IntegrationEvent.MustCalculateShipping, IntegrationEvent.MustHaveShipEstimates, NotFound (ShipEstimate,
 *   ShipMethod)
 */
export function choose(
  estimate: ShipEstimateResponse | null,
  { ShipMethodSelections: selections }: Partial<OrderShipMethodSelection>,
): ShipEstimateResponse {
  if (estimate === null) throw apiError("IntegrationEvent.MustCalculateShipping");
  const estimates = estimatesIn(estimate);
  if (estimates.length === 0) throw apiError("IntegrationEvent.MustHaveShipEstimates");
  const chosen = new Map<string, string>();
  for (const { ShipEstimateID, ShipMethodID } of selections ?? []) {
    const parcel = estimates.find(({ ID }) => ID !== null && ID === ShipEstimateID);
    if (parcel === undefined) throw notFound("ShipEstimate", ShipEstimateID);
    const method = parcel.ShipMethods?.find(({ ID }) => ID !== null && ID === ShipMethodID);
    if (method === undefined) throw notFound("ShipMethod", ShipMethodID);
    chosen.set(ShipEstimateID ?? "", ShipMethodID ?? "");
  }
  return {
    ...estimate,
    ShipEstimates: estimates.map((parcel) => ({
      ...parcel,
      SelectedShipMethodID: chosen.get(parcel.ID ?? "") ?? parcel.SelectedShipMethodID,
    })),
  };
}
