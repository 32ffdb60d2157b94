import type { Shipment } from "@orderwell/contract";
import { type LedRows, listLargeRows } from "../../platform/crud/large-rows.ts";
import type { Page } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import type { RawBuilder } from "../../platform/db/sql.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { isStretchOf, namesValuesOf } from "../order/indexed-lists.store.ts";
import { shipmentTable } from "./shipment-row.store.ts";

const isOfOne = (filter: Filter): boolean =>
  namesValuesOf(filter, "BuyerID") && filter.alternatives[0]?.conditions.length === 1;

/** One page of the shipments of a scope, or of those among them that something leads to. */
export const listShipments = (
  { db, services }: UserWork,
  list: ListRequest,
  seen: { readonly scope?: RawBuilder<unknown>; readonly led?: LedRows },
): Promise<Page<Row<Shipment>>> => {
  const [first] = list.query.sort;
  return listLargeRows(db, services, list, {
    table: shipmentTable,
    scope: seen.scope === undefined ? [] : [seen.scope],
    led: seen.led,
    isPassedOver: (filter) =>
      isOfOne(filter) || (isStretchOf(filter, "DateShipped") && first?.path.name === "DateShipped"),
    // Of one buyer an index has them by the date alone.
    isWalked: ({ filters }) =>
      first?.path.name === "DateShipped" ||
      (first?.path.name === "ID" && seen.scope === undefined && !filters.some(isOfOne)),
  });
};
