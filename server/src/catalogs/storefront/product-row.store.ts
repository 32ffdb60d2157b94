import type { BuyerPriceSchedule, BuyerProduct, Inventory, PriceBreak } from "@orderwell/contract";
import type { Json, Row } from "../../platform/db/json.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { quantityAvailable, quantityOfSimple, type RecordUsers, usableRecord } from "../inventory/available.store.ts";
import { type ApplicableDiscount, discountedBreaks } from "../pricing/discount.ts";
import { isOnSale } from "../pricing/sale.ts";
import { joinSchedule, type PriceArguments, type PriceChoice } from "../pricing/selection.store.ts";
import { storedFields } from "./stored-fields.ts";

type Sql = RawBuilder<unknown>;

/** A product and the schedule that gives its price, as one flat row. */
export type ProductRow = Row<Omit<BuyerProduct, "PriceSchedule" | "Inventory">> & {
  readonly OwnerID: string;
  readonly "Inventory.Configured": boolean;
} & { readonly [Field in keyof Inventory as `Inventory.${Field}`]: Inventory[Field] } & ScheduleRow;

type StoredSchedule = Omit<BuyerPriceSchedule, "PriceBreaks" | "Discount" | "IsOnSale">;

/** A schedule; its ID is null where none applies. */
export type ScheduleRow = { readonly [Field in keyof StoredSchedule as `s.${Field}`]: Row<StoredSchedule>[Field] } & {
  readonly "s.ID": string | null;
  readonly "s.PriceBreaks": Json;
};

/** Columns that a purchase needs beside what the shopper is shown. */
const bought = [
  ["OwnerID", "owner_id"],
  ["Inventory.Configured", "inventory_configured"],
] as const;

const scheduleColumns = storedFields("BuyerPriceSchedule");

/** The quantity of product `alias` that a shopper can draw on. */
export const availableQuantity = (args: RecordUsers, alias = "p"): Sql =>
  quantityAvailable(alias, args.marketplaceId, usableRecord(args));

/** The columns of a `ScheduleRow`, of alias `e`. */
export const scheduleColumnsOf: Sql = sql.join(
  scheduleColumns.map(([name, column]) => sql`e.${sql.ref(column)} as ${sql.id(`s.${name}`)}`),
);

/** @param available SQL of the quantity that can be drawn on. */
const purchaseColumnsWith = (available: Sql): Sql =>
  sql.join([
    ...[...bought, ...storedFields("BuyerProduct")].map(
      ([name, column]) => sql`p.${sql.ref(column)} as ${sql.id(name)}`,
    ),
    ...storedFields("Inventory").map(([name, column]) => sql`p.${sql.ref(column)} as ${sql.id(`Inventory.${name}`)}`),
    sql`${available} as "Inventory.QuantityAvailable"`,
    scheduleColumnsOf,
  ]);

/** The columns of a `ProductRow`, of aliases `p` (product) and `e` (its effective schedule). */
export const purchaseColumns = (args: RecordUsers): Sql => purchaseColumnsWith(availableQuantity(args));

/** The same of a product that has neither variants nor inventory records. */
export const simplePurchaseColumns: Sql = purchaseColumnsWith(quantityOfSimple("p"));

/** `left join` of the schedule that applies to product `p`, as `e`. */
export const withSchedule = (choice: PriceChoice, args: { readonly [Name in keyof PriceArguments]: Sql }): Sql =>
  joinSchedule(
    choice,
    args,
    scheduleColumns.map(([, column]) => column),
  );

/** The schedule of a row, with what discounts take off it; null when none applies. */
export function scheduleOf(
  row: ScheduleRow,
  now: Date,
  discounts: readonly ApplicableDiscount[] = [],
): Row<BuyerPriceSchedule> | null {
  if (row["s.ID"] === null) return null;
  const breaks = row["s.PriceBreaks"].value as PriceBreak[];
  const { discount, prices } = discountedBreaks(breaks, discounts);
  const window = { SaleStart: row["s.SaleStart"], SaleEnd: row["s.SaleEnd"] };
  return {
    PriceBreaks: breaks.map((one, index) => ({ ...one, Discounted: prices[index] ?? null })),
    Discount: discount && { ID: discount.id, Description: discount.description },
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
