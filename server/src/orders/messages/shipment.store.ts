import type { Shipment, ShipmentItem } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { itemSelect, itemSource } from "../shipments/items.store.ts";
import { shipmentTable } from "../shipments/shipment-row.store.ts";

/** Items that a message names, at most: an order has no more lines. */
const mostItems = 2_500;

/** A shipment and what is in it of an order, or of the one on the other side of a forward; by their stored IDs. */
export async function shipmentFor(
  db: TenantDb,
  id: string,
  orderId: string,
): Promise<{ readonly shipment: Row<Shipment>; readonly items: readonly Row<ShipmentItem>[] } | undefined> {
  const m = db.marketplaceId;
  const [shipment, items] = await Promise.all([
    db.row<Row<Shipment>>(
      sql`select ${shipmentTable.select} from shipment as t where t.marketplace_id = ${m} and t.id = ${id}`,
    ),
    db.rows<Row<ShipmentItem>>(sql`select ${itemSelect} from ${itemSource}
      where i.marketplace_id = ${m} and i.shipment_id = ${id}
        and ${orderId} in (t.order_id, t.incoming_order_id, t.outgoing_order_id)
      order by i.line_item_id limit ${mostItems}`),
  ]);
  return shipment && { shipment, items };
}
