import type { CodeWithoutData, ModelName, OperationId, wire } from "@orderwell/contract";

/** Kind of which everything can be delivered. */
export type SynchronizedKind = NonNullable<wire.FullSyncStatus["Synchronization"]>;

type Values = Readonly<Record<string, unknown>>;

/** How the present state of one object of a kind is asked for, read and told. */
export interface Telling {
  /** The operation that asks for it. */
  readonly operation: string;
  /** The operation that reads the object, and the parameters of its path by the properties of the request. */
  readonly read: OperationId;
  readonly path: Readonly<Record<string, string>>;
  readonly model: ModelName;
  /** What the message says of the object. */
  says(object: Values): Values;
}

/** A kind of resource that changes are delivered of. */
export interface Kind {
  /** Name in messages: `buyer` gives `entitysync.buyer.updated`. */
  readonly name: string;
  /** Name of all there is of it. */
  readonly all: SynchronizedKind;
  /** Refusal where the kind is not synchronized. */
  readonly disabled: CodeWithoutData;
  /** Names of the operations that write and read the configuration. */
  readonly operations: Readonly<Record<"get" | "save" | "patch" | "remove", string>>;
  /** Undefined for inventory records, which are told of with others. */
  readonly telling?: Telling;
}

const configured = (name: string): Kind["operations"] => ({
  get: `Get${name}`,
  save: `Save${name}`,
  patch: `Patch${name}`,
  remove: `Delete${name}`,
});

const everything = (object: Values): Values => object;

const only =
  (...names: readonly string[]) =>
  (object: Values): Values =>
    Object.fromEntries(names.map((name) => [name, object[name] ?? null]));

const ofUser = only(
  "CompanyID",
  "Username",
  "FirstName",
  "LastName",
  "Email",
  "Phone",
  "TermsAccepted",
  "Active",
  "AvailableRoles",
  "Locale",
  "DateCreated",
  "PasswordLastSetDate",
  "xp",
);

/** Numbers of the types of users in messages. */
const userTypes = { Buyer: 0, Supplier: 1, Seller: 2 } as const;

const user =
  (type: keyof typeof userTypes) =>
  (object: Values): Values => ({ ID: object.ID, UserType: userTypes[type], ...ofUser(object) });

/** Inventory records of products and variants. */
export const inventoryRecords: Kind = {
  name: "inventoryrecord",
  all: "InventoryRecords",
  disabled: "Synchronize.EntitySyncForInventoryRecordNotEnabled",
  operations: configured("InventoryRecords"),
};

/** The kinds, in the order of the contract (docs/behaviour/integrations.md §6). */
export const entityKinds: Readonly<Record<Exclude<SynchronizedKind, "Orders" | "Products">, Kind>> = {
  AdminUsers: {
    name: "adminuser",
    all: "AdminUsers",
    disabled: "Synchronize.EntitySyncForAdminUsersNotEnabled",
    operations: configured("AdminUsers"),
    telling: {
      operation: "SyncAdminUser",
      read: "AdminUsers.Get",
      path: { userID: "UserID" },
      model: "User",
      says: user("Seller"),
    },
  },
  Buyers: {
    name: "buyer",
    all: "Buyers",
    disabled: "Synchronize.EntitySyncForBuyerNotEnabled",
    operations: configured("Buyers"),
    telling: {
      operation: "SyncBuyer",
      read: "Buyers.Get",
      path: { buyerID: "BuyerID" },
      model: "Buyer",
      says: everything,
    },
  },
  BuyerUserGroups: {
    name: "buyerusergroup",
    all: "BuyerUserGroups",
    disabled: "Synchronize.EntitySyncForBuyerUserGroupNotEnabled",
    operations: {
      get: "GetBuyerUserGroups",
      save: "SaveUserGroups",
      patch: "PatchBuyerUserGroups",
      remove: "DeleteUserGroups",
    },
    telling: {
      operation: "SyncBuyerUserGroup",
      read: "UserGroups.Get",
      path: { buyerID: "BuyerID", userGroupID: "UserGroupID" },
      model: "UserGroup",
      says: everything,
    },
  },
  BuyerUsers: {
    name: "buyeruser",
    all: "BuyerUsers",
    disabled: "Synchronize.EntitySyncForBuyerUsersNotEnabled",
    operations: configured("BuyerUsers"),
    telling: {
      operation: "SyncBuyerUser",
      read: "Users.Get",
      path: { buyerID: "BuyerID", userID: "UserID" },
      model: "User",
      says: user("Buyer"),
    },
  },
  Catalogs: {
    name: "catalog",
    all: "Catalogs",
    disabled: "Synchronize.EntitySyncForCategoryNotEnabled",
    operations: configured("Catalogs"),
    telling: {
      operation: "SyncCatalog",
      read: "Catalogs.Get",
      path: { catalogID: "CatalogID" },
      model: "Catalog",
      says: everything,
    },
  },
  Categories: {
    name: "category",
    all: "Categories",
    disabled: "Synchronize.EntitySyncForCategoryNotEnabled",
    operations: configured("Categories"),
    telling: {
      operation: "SyncCategory",
      read: "Categories.Get",
      path: { catalogID: "CatalogID", categoryID: "CategoryID" },
      model: "Category",
      says: everything,
    },
  },
  InventoryRecords: inventoryRecords,
  Suppliers: {
    name: "supplier",
    all: "Suppliers",
    disabled: "Synchronize.EntitySyncForSupplierNotEnabled",
    operations: configured("Suppliers"),
    telling: {
      operation: "SyncSupplier",
      read: "Suppliers.Get",
      path: { supplierID: "SupplierID" },
      model: "Supplier",
      says: only("ID", "Name", "Active", "DateCreated", "AllBuyersCanOrder", "xp"),
    },
  },
  SupplierUsers: {
    name: "supplieruser",
    all: "SupplierUsers",
    disabled: "Synchronize.EntitySyncForSupplierUsersNotEnabled",
    operations: configured("SupplierUsers"),
    telling: {
      operation: "SyncSupplierUser",
      read: "SupplierUsers.Get",
      path: { supplierID: "SupplierID", userID: "UserID" },
      model: "User",
      says: user("Supplier"),
    },
  },
};

export const kinds: readonly Kind[] = Object.values(entityKinds);
