import type { LineItem } from "@orderwell/contract";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import { jsonb, plain } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { writeAndRead } from "../../platform/db/write-and-read.ts";
import { shownCompany } from "../companies.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { lineSelect, type StoredLine, type StoredLineRow } from "./stored-line.ts";

/** All lines of an order in the order in which they were added. The order's ID may be in any case. */
export const lineRowsOf = (db: TenantDb, orderId: string): Promise<StoredLineRow[]> =>
  db.rows<StoredLineRow>(
    sql`select ${lineSelect} from line_item as t
      where t.marketplace_id = ${db.marketplaceId} and t.order_id = (select o.id from purchase_order o
        where o.marketplace_id = ${db.marketplaceId} and lower(o.id) = ${orderId.toLowerCase()})
      order by t.date_added, t.id`,
  );

/** The same as rules work on them. */
export const linesOf = async (db: TenantDb, orderId: string): Promise<StoredLine[]> =>
  (await lineRowsOf(db, orderId)).map((row) => plain<StoredLine>(row));

/** What a write stores of a line, but its keys. */
function columnsOf(line: StoredLine): Record<string, unknown> {
  return {
    variant_id: line.variant_id,
    quantity: line.Quantity,
    bundle_item_id: line.BundleItemID,
    is_bundle: line.IsBundle,
    frozen: line.frozen,
    product: jsonb(line.Product),
    variant: jsonb(line.Variant),
    specs: jsonb(line.Specs ?? []),
    unit_price: line.UnitPrice,
    price_overridden: line.PriceOverridden,
    is_on_sale: line.IsOnSale,
    price_schedule_id: line.PriceScheduleID,
    line_subtotal: line.LineSubtotal,
    base_discount: line.BaseDiscount,
    promotion_discount: line.PromotionDiscount,
    line_total: line.LineTotal,
    discount_id: line.DiscountID,
    cost_center: line.CostCenter,
    date_needed: line.DateNeeded,
    shipping_account: line.ShippingAccount,
    shipping_address_id: line.ShippingAddressID,
    shipping_address: jsonb(line.ShippingAddress),
    ship_from_address_id: line.ShipFromAddressID,
    ship_from_address: jsonb(line.ShipFromAddress),
    supplier_id: line.SupplierID,
    inventory_record_id: line.InventoryRecordID,
    invitation_id: line.InvitationID,
    xp: jsonb(line.xp),
  };
}

/** @throws ApiError IdExists (LineItem) */
export async function insertLine(db: TenantDb, order: StoredOrder, line: StoredLine): Promise<StoredLineRow> {
  const columns = Object.entries({
    marketplace_id: db.marketplaceId,
    order_id: order.ID,
    id: line.ID,
    product_id: line.ProductID,
    date_added: line.DateAdded,
    ...columnsOf(line),
  });
  return refusingDuplicates("LineItem", line.ID, () =>
    writeAndRead<StoredLineRow>(
      db,
      sql`insert into line_item (${sql.join(columns.map(([name]) => sql.ref(name)))})
        values (${sql.join(columns.map(([, value]) => value))})`,
      sql`select ${lineSelect} from line_item as t
        where t.marketplace_id = ${db.marketplaceId} and t.order_id = ${order.ID} and t.id = ${line.ID}`,
    ),
  );
}

export async function updateLine(db: TenantDb, line: StoredLine): Promise<StoredLineRow> {
  const { SupplierID } = line;
  const columns = {
    ...columnsOf(line),
    // One that is gone is still the same.
    supplier_id: sql`case when ${shownCompany(sql`t.supplier_id`)} = ${SupplierID} then t.supplier_id else ${SupplierID} end`,
  };
  const changes = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  return writeAndRead(
    db,
    sql`update line_item as t set ${sql.join(changes)} where ${isLine(db, line)}`,
    sql`select ${lineSelect} from line_item as t where ${isLine(db, line)}`,
  );
}

export async function deleteLine(db: TenantDb, line: StoredLine): Promise<void> {
  await db.run(sql`delete from line_item as t where ${isLine(db, line)}`);
}

const isLine = (db: TenantDb, line: Pick<LineItem, "ID"> & { readonly order_id: string }): RawBuilder<unknown> =>
  sql`t.marketplace_id = ${db.marketplaceId} and t.order_id = ${line.order_id} and t.id = ${line.ID}`;
