import type { CommerceRole, Operation } from "@orderwell/contract";

/**
 * Rights of users of a type to a kind of things, whatever their roles: none, 404 as if the company were not there, to
 * read, or to read and write.
 */
export type Cell = "nothing" | "absent" | "read" | "write";

/** What a type of users may do with the things of the company they belong to, and with those of others of its kind. */
export interface OwnAndOther {
  readonly own: Cell;
  readonly other: Cell;
}

/** Things that are treated alike, and who may do what with them. */
export interface Row extends Readonly<Record<CommerceRole, Cell | OwnAndOther>> {
  readonly things: string;
  /** Resources, or single operations that are not treated as the rest of their resource. */
  readonly operations: readonly string[];
}

const ofOwn = (own: Cell): OwnAndOther => ({ own, other: "absent" });

/** Access by user type (docs/behaviour/authentication.md §2.1). Every operation on what belongs to somebody is in one row. */
export const userTypeTable: readonly Row[] = [
  {
    things: "the seller's users, groups and addresses",
    operations: ["AdminUsers", "AdminUserGroups", "AdminAddresses"],
    Seller: "write",
    Buyer: "read",
    Supplier: "read",
  },
  {
    things: "buyers, their users, groups and addresses",
    operations: ["Buyers", "Users", "UserGroups", "Addresses"],
    Seller: "write",
    Buyer: ofOwn("write"),
    Supplier: "read",
  },
  {
    things: "what buyers pay with, wait for and order from",
    operations: ["CostCenters", "CreditCards", "SpendingAccounts", "ApprovalRules", "Buyers.ListBuyerSellers"],
    Seller: "write",
    Buyer: ofOwn("write"),
    Supplier: "nothing",
  },
  {
    things: "what buyers order again and again",
    operations: ["Subscriptions", "SubscriptionItems", "BundleSubscriptionItems"],
    Seller: "write",
    Buyer: "write",
    Supplier: "nothing",
  },
  {
    things: "suppliers, their users, groups and addresses",
    operations: ["Suppliers", "SupplierUsers", "SupplierUserGroups", "SupplierAddresses"],
    Seller: "write",
    Buyer: "read",
    Supplier: ofOwn("write"),
  },
  {
    things: "who orders from a supplier",
    operations: ["Suppliers.ListBuyers", "Suppliers.SaveBuyer", "Suppliers.DeleteBuyer"],
    Seller: "write",
    Buyer: "nothing",
    Supplier: ofOwn("read"),
  },
  {
    things: "the existence of companies, and what spans all of them",
    operations: [
      "Buyers.Create",
      "Buyers.Delete",
      "Suppliers.Create",
      "Suppliers.Delete",
      "Users.ListAcrossBuyers",
      "Users.Move",
      "BuyerGroups",
    ],
    Seller: "write",
    Buyer: "nothing",
    Supplier: "nothing",
  },
  {
    things: "the seller's configuration",
    operations: [
      "ApiClients",
      "SecurityProfiles",
      "ImpersonationConfigs",
      "OpenIdConnects",
      "Incrementors",
      "IntegrationEvents",
      "XpIndices",
      "Webhooks",
      "MessageSenders",
      "Deliveries",
      "Changes",
      "DeliveryConfigurations",
      "EntitySynchronization",
      "FullSynchronizations",
      "ErrorConfigs",
      "InventoryIntegrations",
      "OrderSynchronization",
      "ProductSynchronization",
      "PromotionIntegrations",
      "SubscriptionIntegrations",
      "SearchSettings",
      "Synonyms",
      "TrackingEvents",
    ],
    Seller: "write",
    Buyer: "nothing",
    Supplier: "nothing",
  },
  {
    things: "what buyers are given, and why",
    operations: ["Discounts", "Products.Explain"],
    Seller: "write",
    Buyer: "nothing",
    Supplier: "nothing",
  },
  {
    things: "approval rules of those who sell",
    operations: ["SellerApprovalRules"],
    Seller: "write",
    Buyer: "nothing",
    Supplier: "write",
  },
];

/**
 * Operations that other rules are for: who may act as whom, configurations say; worksheets follow the order's rules;
 * suppliers read the collections of buyers that they may sell to (docs/behaviour/catalog.md §12).
 */
export const byOtherRules: readonly string[] = [
  "Users.GetAccessToken",
  "IntegrationEvents.Calculate",
  "IntegrationEvents.EstimateShipping",
  "IntegrationEvents.SelectShipmethods",
  "IntegrationEvents.GetWorksheet",
  "ProductCollections.List",
  "ProductCollections.Get",
  "ProductCollections.ListEntries",
];

const named = new Map(userTypeTable.flatMap((row) => row.operations.map((name) => [name, row] as const)));

/** The row that an operation is in, the most particular where several are. */
export const rowOf = ({ id, resource }: Pick<Operation, "id" | "resource">): Row | undefined =>
  byOtherRules.includes(id) ? undefined : (named.get(id) ?? named.get(resource));

/** The cell for a type of users. @param own whether the things are their own company's. */
export function cellOf(row: Row, type: CommerceRole, own: boolean): Cell {
  const cell = row[type];
  return typeof cell === "string" ? cell : own ? cell.own : cell.other;
}
