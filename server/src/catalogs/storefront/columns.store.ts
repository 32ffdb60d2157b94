import { sql } from "../../platform/db/sql.ts";
import { type ColumnOverride, type Columns, columnsOf } from "../../platform/lists/columns.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { usableRecord } from "../inventory/available.store.ts";
import { productListShape } from "../products/list.store.ts";
import { productColumnOverrides } from "../products/store.ts";
import { availableQuantity } from "./product-row.store.ts";
import type { Shopper } from "./purchasable.ts";

/** Order and further filters of a shopper's lists of products (docs/behaviour/visibility-and-search.md §2). */
export const storefrontShape: ShapeExtras = {
  ...productListShape,
  unlisted: ["PriceSchedule"],
  fields: { ...productListShape.fields, OwnerID: { type: "string", nullable: false } },
};

/** Columns of a shopper's lists, over the alias `t`: stock is what they can draw on, prices are not listed by. */
export function storefrontColumns(
  marketplaceId: string,
  { buyerId, groupKeys }: Shopper,
  added: Readonly<Record<string, ColumnOverride>> = {},
): Columns {
  const args = {
    marketplaceId: sql`${marketplaceId}`,
    buyerId: sql`${buyerId}`,
    groupKeys: sql`${`{${groupKeys.join(",")}}`}`,
  };
  const records: ColumnOverride = {
    relation: {
      together: true,
      exists: (condition) => sql`exists (
        select from inventory_record r join address a on a.marketplace_id = ${marketplaceId} and a.key = r.address_key
        where r.marketplace_id = ${marketplaceId} and r.product_id = t.id and ${usableRecord(args)} and ${condition})`,
      columns: columnsOf({ AddressID: sql`a.id`, Address: { joined: columnsOf({}, "a") } }, "r"),
    },
  };
  return columnsOf({
    ...productColumnOverrides,
    "Inventory.QuantityAvailable": availableQuantity(args, "t"),
    InventoryRecords: records,
    InventoryRecord: records,
    ...added,
  });
}
