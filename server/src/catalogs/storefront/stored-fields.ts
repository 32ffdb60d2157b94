import { models } from "@orderwell/contract";
import { columnName } from "../../platform/db/sql.ts";

/** Fields that no column of the row holds: they depend on the shopper, the moment or another row. */
const computed = {
  BuyerProduct: ["Inventory", "PriceSchedule"],
  BuyerPriceSchedule: ["Discount", "IsOnSale"],
  Inventory: ["QuantityAvailable"],
  Category: ["ChildCount"],
} as const;

/** Models of which processes hold texts that the database made. */
export type ShopperModel = keyof typeof computed;

const inventoryColumns: Readonly<Record<string, string>> = {
  Enabled: "inventory_enabled",
  LastUpdated: "inventory_updated",
};

/** The column that holds a field, one that is not computed. */
export const columnOf = (model: ShopperModel, field: string): string =>
  (model === "Inventory" ? inventoryColumns[field] : undefined) ?? columnName(field);

/** The fields of a model that its row holds, with their columns, in the order of the contract. */
export const storedFields = (model: ShopperModel): readonly (readonly [field: string, column: string])[] =>
  Object.keys(models[model].fields)
    .filter((field) => !(computed[model] as readonly string[]).includes(field))
    .map((field) => [field, columnOf(model, field)]);
