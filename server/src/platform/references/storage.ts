import type { ModelName, WhenDeleted } from "@orderwell/contract";
import type { Tables } from "../db/generated/tables.ts";

type TableName = Extract<keyof Tables, string>;

/** A place in a row that holds an ID. */
export type Place =
  /** A column of its own. */
  | { readonly column: string }
  /** A property of the objects in a JSON list; `beside` names properties of the same object by what they name. */
  | { readonly list: string; readonly property: string; readonly beside?: Readonly<Partial<Record<ModelName, string>>> }
  /** A place in the pairs of a JSON list, whose first members are specs. */
  | { readonly pairs: string; readonly index: 0 | 1 };

/** Place of a reference in the database, where that does not follow from its name. */
export interface Storage {
  readonly table?: TableName;
  readonly at?: Place;
  /** Column that holds the target's internal key, which tells better than its ID who is meant. */
  readonly key?: string;
  /** Copies of the target besides the declared one: a column with the property that shows the ID. */
  readonly copies?: readonly { readonly column: string; readonly property: string }[];
  /**
   * True where a deletion does not simply clear: the domain sees to it, since a child product takes its parent's
   * instead.
   */
  readonly inherited?: true;
  /** Column that is true where the ID is the holder's own, and names nothing. */
  readonly unless?: string;
  /** Columns that tell within what the ID is looked for, by the declared place. */
  readonly places?: Readonly<Record<string, string>>;
}

/** Properties that are not stored in columns of their names, by model and property. */
export const storage: Readonly<Record<string, Storage>> = {
  "ApiClient.DefaultContextUserName": { at: { column: "default_context_user_key" } },
  "LineItem.ProductID": { unless: "ad_hoc" },
  "LineItem.InventoryRecordID": { key: "inventory_record_key" },
  "LineItemSpec.OptionID": {
    table: "line_item",
    at: { list: "specs", property: "OptionID", beside: { Spec: "SpecID" } },
  },
  "LineItemSpec.SpecID": { table: "line_item", at: { list: "specs", property: "SpecID" } },
  "LineItemVariant.ID": {
    table: "line_item",
    at: { column: "variant_id" },
    copies: [{ column: "variant", property: "ID" }],
    places: { "LineItem.ProductID": "product_id" },
  },
  "Order.FromCompanyID": {
    at: { column: "buyer_id" },
    copies: [{ column: "from_user", property: "CompanyID" }],
  },
  "Order.FromUserID": { key: "from_user_key", copies: [{ column: "from_user", property: "ID" }] },
  "Order.ToCompanyID": { at: { column: "supplier_id" } },
  "OrderReturnApproval.ApprovingGroupID": { key: "approving_group_key" },
  "Payment.CreditCardID": { places: { "Order.FromCompanyID": "buyer_id" } },
  "Payment.SpendingAccountID": { places: { "Order.FromCompanyID": "buyer_id" } },
  "Product.DefaultPriceScheduleID": { inherited: true },
  "Product.DefaultSupplierID": { inherited: true },
  "Product.ShipFromAddressID": { inherited: true },
  "Shipment.OwnerID": { at: { column: "supplier_id" } },
  "Subscription.BillingAddressID": { at: { column: "billing_address_key" }, key: "billing_address_key" },
  "Subscription.FromCompanyID": { at: { column: "buyer_id" } },
  "Subscription.FromUserID": { at: { column: "from_user_key" }, key: "from_user_key" },
  "Subscription.ShippingAddressID": { at: { column: "shipping_address_key" }, key: "shipping_address_key" },
  "Subscription.ToCompanyID": { at: { column: "supplier_id" } },
  "SubscriptionPayment.CreditCardID": { table: "subscription", places: { "Subscription.FromCompanyID": "buyer_id" } },
  "SubscriptionPayment.SpendingAccountID": {
    table: "subscription",
    places: { "Subscription.FromCompanyID": "buyer_id" },
  },
  "VariantSpec.OptionID": { table: "variant", at: { pairs: "combination", index: 1 } },
  "VariantSpec.SpecID": { table: "variant", at: { pairs: "combination", index: 0 } },
};

/** Columns that an index has in lower case alone. */
export const foldedColumns: ReadonlySet<string> = new Set(["line_item.product_id"]);

/** A table whose rows are of the same model as another's, and refer to the same objects, within another holder. */
interface Twin {
  readonly of: TableName;
  readonly table: TableName;
  readonly holder: { readonly of: TableName; readonly table: TableName; readonly key: string };
}

export const twins: readonly Twin[] = [
  {
    of: "line_item",
    table: "subscription_item",
    holder: { of: "purchase_order", table: "subscription", key: "subscription_id" },
  },
];

/** A column that refers to an object and that no property shows. */
interface Unshown {
  readonly table: TableName;
  readonly column: string;
  readonly target: ModelName;
  readonly whenDeleted: WhenDeleted;
  /** It is one to something of a buyer's, and stays behind when that moves to another buyer. */
  readonly ofBuyer?: true;
}

export const unshown: readonly Unshown[] = [
  // Whose account a payment is from, wherever its order goes.
  { table: "payment", column: "buyer_id", target: "Buyer", whenDeleted: "keep" },
  { table: "product_collection_member", column: "user_key", target: "User", whenDeleted: "cascade", ofBuyer: true },
];
