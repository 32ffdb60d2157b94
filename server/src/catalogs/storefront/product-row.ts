import type { BuyerPriceSchedule, BuyerProduct, Inventory, PriceBreak } from "@orderwell/contract";
import type { Json, Row } from "../../platform/db/json.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { isOnSale } from "../pricing/sale.ts";
import { joinSchedule, type PriceArguments, type PriceChoice } from "../pricing/selection.ts";

type Sql = RawBuilder<unknown>;

/** A product and the schedule that gives its price, as one flat row. */
export type ProductRow = Row<Omit<BuyerProduct, "PriceSchedule" | "Inventory">> & {
  readonly OwnerID: string;
  readonly "Inventory.LastUpdated": string | null;
  readonly "Inventory.Enabled": boolean;
  readonly "Inventory.NotificationPoint": number | null;
  readonly "Inventory.VariantLevelTracking": boolean;
  readonly "Inventory.OrderCanExceed": boolean;
  readonly "Inventory.QuantityAvailable": number | null;
  readonly "Inventory.Configured": boolean;
} & ScheduleRow;

export interface ScheduleRow {
  readonly "s.ID": string | null;
  readonly "s.OwnerID": string;
  readonly "s.Name": string;
  readonly "s.ApplyTax": boolean;
  readonly "s.ApplyShipping": boolean;
  readonly "s.MinQuantity": number;
  readonly "s.MaxQuantity": number | null;
  readonly "s.UseCumulativeQuantity": boolean;
  readonly "s.RestrictedQuantity": boolean;
  readonly "s.PriceBreaks": Json;
  readonly "s.Currency": string | null;
  readonly "s.SaleStart": string | null;
  readonly "s.SaleEnd": string | null;
  readonly "s.xp": Json | null;
}

const columns = {
  OwnerID: "owner_id",
  ID: "id",
  ParentID: "parent_id",
  IsParent: "is_parent",
  IsBundle: "is_bundle",
  Name: "name",
  Description: "description",
  QuantityMultiplier: "quantity_multiplier",
  ShipWeight: "ship_weight",
  ShipHeight: "ship_height",
  ShipWidth: "ship_width",
  ShipLength: "ship_length",
  Active: "active",
  SpecCount: "spec_count",
  VariantCount: "variant_count",
  ShipFromAddressID: "ship_from_address_id",
  DefaultSupplierID: "default_supplier_id",
  AllSuppliersCanSell: "all_suppliers_can_sell",
  Returnable: "returnable",
  DateCreated: "date_created",
  xp: "xp",
  "Inventory.Configured": "inventory_configured",
  "Inventory.Enabled": "inventory_enabled",
  "Inventory.NotificationPoint": "notification_point",
  "Inventory.VariantLevelTracking": "variant_level_tracking",
  "Inventory.OrderCanExceed": "order_can_exceed",
  "Inventory.LastUpdated": "inventory_updated",
};

const scheduleColumns = {
  ID: "id",
  OwnerID: "owner_id",
  Name: "name",
  ApplyTax: "apply_tax",
  ApplyShipping: "apply_shipping",
  MinQuantity: "min_quantity",
  MaxQuantity: "max_quantity",
  UseCumulativeQuantity: "use_cumulative_quantity",
  RestrictedQuantity: "restricted_quantity",
  PriceBreaks: "price_breaks",
  Currency: "currency",
  SaleStart: "sale_start",
  SaleEnd: "sale_end",
  xp: "xp",
};

/** Parties whose stock records count. */
export interface StockArguments {
  readonly marketplaceId: Sql;
  readonly buyerId: Sql;
  readonly groupKeys: Sql;
}

/** Tells whether a shopper may draw on stock record `r` (docs/behaviour/inventory.md §2). */
export const usableRecord = ({
  marketplaceId,
  buyerId,
  groupKeys,
}: StockArguments): RawBuilder<boolean> => sql<boolean>`
  (r.allow_all_buyers or exists (select from inventory_record_assignment a
    where a.marketplace_id = ${marketplaceId} and a.record_key = r.key and a.buyer_id = ${buyerId}
      and (a.group_key is null or a.group_key = any(${groupKeys}::bigint[]))))`;

/**
 * The quantity a shopper can draw on: of the records open to them where there are records, of the variants where they
 * are tracked, else the product's. An enabled inventory never lacks a number (docs/behaviour/inventory.md §1.1).
 */
export const availableQuantity = (args: StockArguments, alias = "p"): Sql => {
  const p = sql.ref(alias);
  return sql`(case
    when not ${p}.inventory_configured then null
    when ${p}.inventory_records > 0 then (select coalesce(sum(r.quantity_available), 0)::int from inventory_record r
      where r.marketplace_id = ${args.marketplaceId} and r.product_id = ${p}.id and ${usableRecord(args)})
    when ${p}.variant_level_tracking then (select coalesce(sum(v.quantity_available), 0)::int from variant v
      where v.marketplace_id = ${args.marketplaceId} and v.product_id = ${p}.id)
    when ${p}.inventory_enabled then coalesce(${p}.quantity_available, 0)
    else ${p}.quantity_available end)`;
};

/** The columns of a `ScheduleRow`, of alias `e`. */
export const scheduleColumnsOf: Sql = sql.join(
  Object.entries(scheduleColumns).map(([name, column]) => sql`e.${sql.ref(column)} as ${sql.id(`s.${name}`)}`),
);

/** The columns of a `ProductRow`, of aliases `p` (product) and `e` (its effective schedule). */
export const productColumns = (args: StockArguments): Sql =>
  sql.join([
    ...Object.entries(columns).map(([name, column]) => sql`p.${sql.ref(column)} as ${sql.id(name)}`),
    sql`${availableQuantity(args)} as "Inventory.QuantityAvailable"`,
    scheduleColumnsOf,
  ]);

/** `left join` of the schedule that applies to product `p`, as `e`. */
export const withSchedule = (choice: PriceChoice, args: { readonly [Name in keyof PriceArguments]: Sql }): Sql =>
  joinSchedule(choice, args, Object.values(scheduleColumns));

/** The schedule of a row; null when none applies. */
export function scheduleOf(row: ScheduleRow, now: Date): Row<BuyerPriceSchedule> | null {
  if (row["s.ID"] === null) return null;
  const breaks = row["s.PriceBreaks"].value as PriceBreak[];
  const window = { SaleStart: row["s.SaleStart"], SaleEnd: row["s.SaleEnd"] };
  return {
    PriceBreaks: breaks as BuyerPriceSchedule["PriceBreaks"],
    Discount: null,
    OwnerID: row["s.OwnerID"],
    ID: row["s.ID"],
    Name: row["s.Name"],
    ApplyTax: row["s.ApplyTax"],
    ApplyShipping: row["s.ApplyShipping"],
    MinQuantity: row["s.MinQuantity"],
    MaxQuantity: row["s.MaxQuantity"],
    UseCumulativeQuantity: row["s.UseCumulativeQuantity"],
    RestrictedQuantity: row["s.RestrictedQuantity"],
    Currency: row["s.Currency"],
    ...window,
    IsOnSale: isOnSale({ ...window, PriceBreaks: breaks }, now),
    xp: row["s.xp"],
  };
}

function inventoryOf(row: ProductRow): Inventory | null {
  if (!row["Inventory.Configured"]) return null;
  return {
    Enabled: row["Inventory.Enabled"],
    NotificationPoint: row["Inventory.NotificationPoint"],
    VariantLevelTracking: row["Inventory.VariantLevelTracking"],
    OrderCanExceed: row["Inventory.OrderCanExceed"],
    QuantityAvailable: row["Inventory.QuantityAvailable"],
    LastUpdated: row["Inventory.LastUpdated"],
  };
}

/** The product of a row as the shopper sees it. */
export function buyerProductOf(row: ProductRow, now: Date): Row<BuyerProduct> & { readonly OwnerID: string } {
  const product = row as unknown as Record<string, unknown>;
  product.PriceSchedule = scheduleOf(row, now);
  product.Inventory = inventoryOf(row);
  return product as unknown as Row<BuyerProduct> & { OwnerID: string };
}
