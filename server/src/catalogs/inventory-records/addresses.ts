import type { InventoryRecord } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";

/** A page of records without their addresses, for callers who want none. */
export const withoutAddresses = (page: Page<Row<InventoryRecord>>): Page<Row<InventoryRecord>> => ({
  ...page,
  Items: page.Items.map((row) => ({ ...row, Address: null })),
});
