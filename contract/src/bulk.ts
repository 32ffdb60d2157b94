import type { OperationId } from "./generated/stored.ts";

/** A kind of rows that bulk imports take and exports give, by the operations that read and write it one by one. */
export interface BulkResource {
  /** The property `Resource` of its rows: the resource, or what of it is listed (`Catalogs.ProductAssignments`). */
  readonly name: string;
  readonly list: OperationId;
  /** Makes or replaces an object; for assignments, makes one unless it is there. */
  readonly save: OperationId;
  /** Makes an object. Absent: only `save` does. */
  readonly create?: OperationId;
  /** Changes what a row names of an object. Absent for assignments. */
  readonly patch?: OperationId;
  /** Filter that leaves the parents beneath which there may be any. */
  readonly parents?: string;
  /** Filters of the list, one after the other: what refers to its own kind comes after what it refers to. */
  readonly passes?: readonly string[];
  /** Property that refers to another row of the same list, which comes first. The whole list is sorted at once. */
  readonly parent?: string;
  /** Properties that only a later kind of rows has, since they refer to what comes between. */
  readonly later?: readonly string[];
  /** The only properties of its rows. */
  readonly only?: readonly string[];
  /** Properties that cannot be written and are shown all the same, since an import finds an object by them. */
  readonly also?: readonly string[];
  /** Makes objects that have no ID of their choice yet: they are found by what is `also` shown. */
  readonly generate?: OperationId;
  /** Rows are written many in a transaction. */
  readonly together?: true;
}

type Options = Pick<BulkResource, "parents" | "passes" | "parent" | "later" | "together">;

const objects = (resource: string, options: Options = {}): BulkResource => ({
  name: resource,
  list: `${resource}.List` as OperationId,
  save: `${resource}.Save` as OperationId,
  create: `${resource}.Create` as OperationId,
  patch: `${resource}.Patch` as OperationId,
  ...options,
});

/** @param what singular, as in `SaveProductAssignment`. */
const links = (resource: string, what: string, options: Options = {}): BulkResource => ({
  name: `${resource}.${what}s`,
  list: `${resource}.List${what}s` as OperationId,
  save: `${resource}.Save${what}` as OperationId,
  ...options,
});

const together = { together: true } as const;
const families = { passes: ["ParentID=!*&IsBundle=false", "IsBundle=true", "ParentID=*"] } as const;
const stocked = { parents: "InventoryRecords.AddressID=*" } as const;
const varied = { parents: "VariantCount=>0" } as const;

/**
 * Everything that bulk imports and exports carry, in an order in which what rows refer to comes before them.
 *
 * Not among them: API clients, whose IDs are the installation's, and what names them (impersonation, identity providers,
 * webhooks, tracking events); delivery configurations, whose secrets nobody is shown; what there is one of for a marketplace; orders, and what users keep for themselves.
 */
export const bulkResources: readonly BulkResource[] = [
  objects("Incrementors"),
  objects("SecurityProfiles"),
  objects("IntegrationEvents"),
  objects("ProductFacets"),
  objects("Synonyms"),
  objects("AdminUsers"),
  objects("AdminUserGroups"),
  links("AdminUserGroups", "UserAssignment"),
  objects("AdminAddresses"),
  objects("Suppliers"),
  objects("SupplierUsers"),
  objects("SupplierUserGroups"),
  links("SupplierUserGroups", "UserAssignment"),
  objects("SupplierAddresses"),
  objects("Locales"),
  objects("Catalogs"),
  objects("BuyerGroups"),
  objects("Buyers"),
  links("Suppliers", "Buyer"),
  objects("Users", together),
  objects("UserGroups", together),
  links("UserGroups", "UserAssignment", together),
  objects("Addresses", together),
  links("Addresses", "Assignment", together),
  objects("CostCenters", together),
  links("CostCenters", "Assignment", together),
  objects("CreditCards", together),
  links("CreditCards", "Assignment", together),
  objects("SpendingAccounts"),
  links("SpendingAccounts", "Assignment"),
  links("Locales", "Assignment"),
  objects("ApprovalRules"),
  objects("SellerApprovalRules"),
  links("SecurityProfiles", "Assignment"),
  links("Catalogs", "Assignment"),
  objects("Categories", { parent: "ParentID" }),
  objects("PriceSchedules", together),
  objects("Specs", { later: ["DefaultOptionID"] }),
  {
    name: "Specs.Options",
    list: "Specs.ListOptions",
    save: "Specs.SaveOption",
    create: "Specs.CreateOption",
    patch: "Specs.PatchOption",
  },
  {
    name: "Specs.DefaultOptions",
    list: "Specs.List",
    save: "Specs.Patch",
    passes: ["DefaultOptionID=*"],
    only: ["ID", "DefaultOptionID"],
  },
  objects("Bundles"),
  objects("Products", { ...together, ...families }),
  links("Products", "Supplier"),
  links("Specs", "ProductAssignment"),
  {
    name: "Products.Variants",
    list: "Products.ListVariants",
    save: "Products.SaveVariant",
    patch: "Products.PatchVariant",
    also: ["Specs"],
    generate: "Products.GenerateVariants",
    ...varied,
  },
  objects("InventoryRecords", { ...together, ...stocked }),
  links("InventoryRecords", "Assignment", stocked),
  {
    name: "InventoryRecords.Variant",
    list: "InventoryRecords.ListVariant",
    save: "InventoryRecords.SaveVariant",
    create: "InventoryRecords.CreateVariant",
    patch: "InventoryRecords.PatchVariant",
    ...varied,
  },
  links("InventoryRecords", "VariantAssignment", varied),
  links("Catalogs", "ProductAssignment", together),
  links("Categories", "ProductAssignment", together),
  links("Categories", "Assignment"),
  links("Products", "Assignment", together),
  links("Bundles", "ProductAssignment"),
  links("Bundles", "Assignment"),
  links("Catalogs", "BundleAssignment"),
  links("Categories", "BundleAssignment"),
  objects("Promotions"),
  links("Promotions", "Assignment"),
  objects("Discounts"),
  links("Discounts", "Assignment"),
  objects("MessageSenders"),
  links("MessageSenders", "Assignment"),
  links("MessageSenders", "CCListenerAssignment"),
];
