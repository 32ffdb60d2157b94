import type { wire } from "@orderwell/contract";

/** The way of shipping that was chosen for a parcel. */
export const selectedShipMethod = ({
  ShipMethods,
  SelectedShipMethodID,
}: wire.ShipEstimate): wire.ShipMethod | undefined => ShipMethods?.find(({ ID }) => ID === SelectedShipMethodID);

/** Lines of an order that are in a parcel, each with how much of it. */
export function lineItemsOf(
  worksheet: wire.OrderWorksheet,
  estimate: wire.ShipEstimate,
): { readonly lineItem: wire.LineItem; readonly quantity: number }[] {
  const byId = new Map(worksheet.LineItems?.map((line) => [line.ID, line]));
  return (estimate.ShipEstimateItems ?? []).flatMap(({ LineItemID, Quantity }) => {
    const lineItem = LineItemID === null ? undefined : byId.get(LineItemID);
    return lineItem === undefined ? [] : [{ lineItem, quantity: Quantity ?? 0 }];
  });
}
