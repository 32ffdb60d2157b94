/** Way in which the records of one resource are uploaded, and the resources they refer to. */
export interface ResourceRule {
  /** Key in the file. */
  readonly name: string;
  readonly section: "Objects" | "Assignments";
  /** Everything of one step exists before the next one starts. Within a step the order of this table holds. */
  readonly step: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly method: "POST" | "PUT";
  /** Below `/v1`; `{BuyerID}` is taken from the record. */
  readonly path: string;
  /** Properties sent in the query string; such a call has no body. */
  readonly query?: readonly string[];
  /** Properties that must hold a value, apart from the parents named by the path. */
  readonly required: readonly string[];
  /** Property → resource whose ID it holds. Where that resource has parents, they are properties of the same name. */
  readonly references: Readonly<Record<string, string>>;
}

type Entry = Partial<Pick<ResourceRule, "method" | "query" | "required" | "references">> &
  Pick<ResourceRule, "step" | "path">;

const address = ["Street1", "City", "Country"];
const user = ["Username", "FirstName", "LastName", "Email", "Active"];
const buyer = { BuyerID: "Buyers" };
const supplier = { SupplierID: "Suppliers" };
const product = { ProductID: "Products" };

const objects: Readonly<Record<string, Entry>> = {
  Incrementors: { step: 1, path: "/incrementors", required: ["LastNumber", "LeftPaddingCount"] },
  XpIndices: { step: 1, method: "PUT", path: "/xpindices", required: ["ThingType", "Key"] },

  SecurityProfiles: { step: 2, path: "/securityprofiles", required: ["Name"] },
  AdminUsers: { step: 2, path: "/adminusers", required: user },
  AdminUserGroups: { step: 2, path: "/usergroups", required: ["Name"] },
  AdminAddresses: { step: 2, path: "/addresses", required: address },
  MessageSenders: { step: 2, path: "/messagesenders", required: ["Name", "MessageTypes"] },
  IntegrationEvents: {
    step: 2,
    path: "/integrationEvents",
    required: ["Name", "EventType", "CustomImplementationUrl", "HashKey"],
  },
  Suppliers: { step: 2, path: "/suppliers", required: ["Name"] },
  ProductFacets: { step: 2, path: "/productfacets", required: ["Name"] },

  Locales: { step: 3, path: "/locales", required: ["Currency"] },
  Catalogs: { step: 3, path: "/catalogs", required: ["Name"] },
  SupplierUsers: { step: 3, path: "/suppliers/{SupplierID}/users", required: user, references: supplier },
  SupplierUserGroups: {
    step: 3,
    path: "/suppliers/{SupplierID}/usergroups",
    required: ["Name"],
    references: supplier,
  },
  SupplierAddresses: { step: 3, path: "/suppliers/{SupplierID}/addresses", required: address, references: supplier },
  PriceSchedules: { step: 3, path: "/priceschedules", required: ["Name"] },
  Specs: { step: 3, path: "/specs", required: ["Name"] },
  Promotions: { step: 3, path: "/promotions", required: ["Code", "EligibleExpression"] },

  BuyerGroups: { step: 4, path: "/buyergroups", required: ["Name"], references: { DefaultCatalogID: "Catalogs" } },
  Buyers: {
    step: 4,
    path: "/buyers",
    required: ["Name"],
    references: { DefaultCatalogID: "Catalogs", GroupID: "BuyerGroups" },
  },
  Categories: {
    step: 4,
    path: "/catalogs/{CatalogID}/categories",
    required: ["Name"],
    references: { CatalogID: "Catalogs", ParentID: "Categories" },
  },
  Products: {
    step: 4,
    path: "/products",
    references: { DefaultPriceScheduleID: "PriceSchedules", DefaultSupplierID: "Suppliers", ParentID: "Products" },
  },
  SpecOptions: { step: 4, path: "/specs/{SpecID}/options", required: ["Value"], references: { SpecID: "Specs" } },
  SellerApprovalRules: {
    step: 4,
    path: "/approvalrules",
    required: ["ApprovalType", "ApprovingGroupID", "RuleExpression"],
  },

  Users: { step: 5, path: "/buyers/{BuyerID}/users", required: user, references: buyer },
  UserGroups: { step: 5, path: "/buyers/{BuyerID}/usergroups", required: ["Name"], references: buyer },
  Addresses: { step: 5, path: "/buyers/{BuyerID}/addresses", required: address, references: buyer },
  CostCenters: { step: 5, path: "/buyers/{BuyerID}/costcenters", required: ["Name"], references: buyer },
  CreditCards: { step: 5, path: "/buyers/{BuyerID}/creditcards", references: buyer },
  SpendingAccounts: {
    step: 5,
    path: "/buyers/{BuyerID}/spendingaccounts",
    required: ["Name", "Balance"],
    references: buyer,
  },
  InventoryRecords: {
    step: 5,
    path: "/products/{ProductID}/inventoryrecords",
    required: ["AddressID"],
    references: product,
  },

  ApiClients: {
    step: 6,
    path: "/apiclients",
    required: ["AppName", "AccessTokenDuration"],
    references: {
      OrderCheckoutIntegrationEventID: "IntegrationEvents",
      OrderReturnIntegrationEventID: "IntegrationEvents",
      AddToCartIntegrationEventID: "IntegrationEvents",
    },
  },
  ApprovalRules: {
    step: 6,
    path: "/buyers/{BuyerID}/approvalrules",
    required: ["ApprovingGroupID", "RuleExpression"],
    references: { ...buyer, ApprovingGroupID: "UserGroups" },
  },
  Variants: { step: 6, method: "PUT", path: "/products/{ProductID}/variants", references: product },

  ImpersonationConfigs: {
    step: 7,
    path: "/impersonationconfig",
    required: ["ClientID", "SecurityProfileID"],
    references: {
      ...buyer,
      ClientID: "ApiClients",
      SecurityProfileID: "SecurityProfiles",
      GroupID: "UserGroups",
      UserID: "Users",
      ImpersonationBuyerID: "Buyers",
    },
  },
  OpenIdConnects: {
    step: 7,
    path: "/openidconnects",
    required: [
      "OrderCloudApiClientID",
      "ConnectClientID",
      "ConnectClientSecret",
      "AppStartUrl",
      "AuthorizationEndpoint",
      "TokenEndpoint",
    ],
    references: { OrderCloudApiClientID: "ApiClients", IntegrationEventID: "IntegrationEvents" },
  },
  Webhooks: { step: 7, path: "/webhooks", required: ["Name"], references: { ApiClientIDs: "ApiClients" } },
  VariantInventoryRecords: {
    step: 7,
    path: "/products/{ProductID}/variants/{VariantID}/inventoryrecords",
    required: ["AddressID"],
    references: { ...product, VariantID: "Variants" },
  },
};

const assignments: Readonly<Record<string, Entry>> = {
  AdminUserGroupAssignments: {
    step: 3,
    path: "/usergroups/assignments",
    required: ["UserID", "UserGroupID"],
    references: { UserID: "AdminUsers", UserGroupID: "AdminUserGroups" },
  },
  SupplierUserGroupsAssignments: {
    step: 4,
    path: "/suppliers/{SupplierID}/usergroups/assignments",
    required: ["UserID", "UserGroupID"],
    references: { ...supplier, UserID: "SupplierUsers", UserGroupID: "SupplierUserGroups" },
  },

  CatalogAssignments: {
    step: 5,
    path: "/catalogs/assignments",
    required: ["CatalogID"],
    references: { ...buyer, CatalogID: "Catalogs", BuyerGroupID: "BuyerGroups" },
  },
  ProductCatalogAssignment: {
    step: 5,
    path: "/catalogs/productassignments",
    required: ["CatalogID", "ProductID"],
    references: { ...product, CatalogID: "Catalogs" },
  },
  CategoryProductAssignments: {
    step: 5,
    path: "/catalogs/{CatalogID}/categories/productassignments",
    required: ["CategoryID", "ProductID"],
    references: { ...product, CatalogID: "Catalogs", CategoryID: "Categories" },
  },
  SpecProductAssignments: {
    step: 5,
    path: "/specs/productassignments",
    required: ["SpecID", "ProductID"],
    references: { ...product, SpecID: "Specs", DefaultOptionID: "SpecOptions" },
  },
  ProductSupplierAssignments: {
    step: 5,
    method: "PUT",
    path: "/products/{ProductID}/suppliers/{SupplierID}",
    query: ["DefaultPriceScheduleID"],
    references: { ...product, ...supplier, DefaultPriceScheduleID: "PriceSchedules" },
  },
  SupplierBuyerAssignments: {
    step: 5,
    method: "PUT",
    path: "/suppliers/{SupplierID}/buyers/{BuyerID}",
    query: [],
    references: { ...supplier, ...buyer },
  },

  SecurityProfileAssignments: {
    step: 6,
    path: "/securityprofiles/assignments",
    required: ["SecurityProfileID"],
    references: { ...buyer, ...supplier, SecurityProfileID: "SecurityProfiles" },
  },
  UserGroupAssignments: {
    step: 6,
    path: "/buyers/{BuyerID}/usergroups/assignments",
    required: ["UserID", "UserGroupID"],
    references: { ...buyer, UserID: "Users", UserGroupID: "UserGroups" },
  },
  AddressAssignments: party("Addresses", "AddressID", "/buyers/{BuyerID}/addresses/assignments"),
  CostCenterAssignments: party("CostCenters", "CostCenterID", "/buyers/{BuyerID}/costcenters/assignments"),
  CreditCardAssignments: party("CreditCards", "CreditCardID", "/buyers/{BuyerID}/creditcards/assignments"),
  SpendingAccountAssignments: party(
    "SpendingAccounts",
    "SpendingAccountID",
    "/buyers/{BuyerID}/spendingaccounts/assignments",
  ),
  // Before product assignments: a group's currency decides which price schedules may be assigned to it.
  LocaleAssignments: party("Locales", "LocaleID", "/locales/assignments"),
  CategoryAssignments: {
    step: 6,
    path: "/catalogs/{CatalogID}/categories/assignments",
    required: ["CategoryID", "BuyerID"],
    references: { ...buyer, CatalogID: "Catalogs", CategoryID: "Categories", UserGroupID: "UserGroups" },
  },
  ProductAssignments: {
    step: 6,
    path: "/products/assignments",
    required: ["ProductID", "BuyerID"],
    references: { ...product, ...buyer, UserGroupID: "UserGroups", PriceScheduleID: "PriceSchedules" },
  },
  PromotionAssignments: party("Promotions", "PromotionID", "/promotions/assignments"),

  ApiClientAssignments: {
    step: 7,
    path: "/apiclients/assignments",
    required: ["ApiClientID"],
    references: { ...buyer, ...supplier, ApiClientID: "ApiClients" },
  },
};

function party(resource: string, property: string, path: string): Entry {
  return {
    step: 6,
    path,
    required: [property, "BuyerID"],
    references: { ...buyer, [property]: resource, UserID: "Users", UserGroupID: "UserGroups" },
  };
}

function rules(section: ResourceRule["section"], entries: Readonly<Record<string, Entry>>): ResourceRule[] {
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    section,
    method: "POST",
    required: [],
    references: {},
    ...entry,
  }));
}

/** Every resource a marketplace file may hold, in the order of upload. */
export const resourceRules: readonly ResourceRule[] = [
  ...rules("Objects", objects),
  ...rules("Assignments", assignments),
].sort((one, other) => one.step - other.step);

export const ruleOf: ReadonlyMap<string, ResourceRule> = new Map(resourceRules.map((rule) => [rule.name, rule]));

/** Spellings found in published files → the name used here. */
export const canonicalNames: ReadonlyMap<string, string> = new Map([
  ["ProductCatalogAssignments", "ProductCatalogAssignment"],
  ["PromotionAssignment", "PromotionAssignments"],
  ["SupplierUserGroupAssignments", "SupplierUserGroupsAssignments"],
  ["SupplierUserGroupsAssignment", "SupplierUserGroupsAssignments"],
  ["ProductSuppliers", "ProductSupplierAssignments"],
]);

/** Properties that name the parents of a record: `/buyers/{BuyerID}/users` → `["BuyerID"]`. */
export function parentsOf(rule: ResourceRule): string[] {
  return [...rule.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}
