import { type ModelName, models } from "@orderwell/contract";
import type { Tables } from "./generated/tables.ts";
import { columnName } from "./sql.ts";

type TableName = Extract<keyof Tables, string>;

/** Tables that are not named as their models are. */
const otherwiseNamed: Readonly<Partial<Record<ModelName, TableName>>> = {
  Bundle: "product",
  BundleProductAssignment: "bundle_product",
  CategoryProductAssignment: "category_product",
  Order: "purchase_order",
  ProductCatalogAssignment: "catalog_product",
  SpecProductAssignment: "spec_product",
  User: "app_user",
  UserGroupAssignment: "user_group_member",
};

/** The table that holds a model's objects, or would. */
export const tableOf = (model: ModelName): string => otherwiseNamed[model] ?? columnName(model);

/** Tables beside the one that is named like the model, by the model of what they hold. */
const further: readonly (readonly [TableName, ModelName])[] = [["subscription_item", "LineItem"]];

const byTable: ReadonlyMap<string, ModelName> = new Map<string, ModelName>([
  ...(Object.keys(models) as ModelName[])
    // Several models may share a table: it is called after the one that is named like it.
    .sort((one, other) => Number(tableOf(one) === columnName(one)) - Number(tableOf(other) === columnName(other)))
    .map((model) => [tableOf(model), model] as const),
  ...further,
]);

/** The model whose objects a table holds; undefined for tables that no model shows. */
export const modelOf = (table: string): ModelName | undefined => byTable.get(table);
