import { type Call, get, patch, post, put, remove, resource, singleton } from "../declare.ts";
import type { ModelName } from "../generated/names.ts";

const model = "EntitySyncConfig";
const root = "/integrations/entitysync";

/** Resources of which the present state of one can be delivered. */
type Synchronized = ModelName extends infer Name ? (Name extends `Sync${infer One}` ? One : never) : never;

/** The configuration for one kind of resource, and how to deliver the present state of one of them. */
const synchronized = (path: string, name: string, one: Synchronized, noun: string): Call[] => [
  ...singleton(`${root}/${path}`, model, { name, noun: `the synchronization of ${noun}` }),
  synchronize(`${path}/sync`, one, noun),
];
const synchronize = (path: string, one: Synchronized, noun: string): Call =>
  post(`Sync${one}`, `${root}/${path}`, {
    summary: `Deliver the present state of one of the ${noun}.`,
    body: `Sync${one}`,
  });

const buyerUserGroups = `${root}/buyers/usergroups`;

export const entitySynchronization = resource("EntitySynchronization", {
  section: "Integrations",
  description: "Delivery of changes to users, companies, catalogs, categories and inventory.",
  roles: ["EntitySyncConfigAdmin"],
  userTypes: ["Seller"],
  operations: [
    synchronized("adminusers", "AdminUsers", "AdminUser", "seller users"),
    synchronized("buyers", "Buyers", "Buyer", "buyers"),
    get("GetBuyerUserGroups", buyerUserGroups, {
      summary: "Get the synchronization of buyer user groups.",
      reply: model,
    }),
    put("SaveUserGroups", buyerUserGroups, {
      summary: "Create or replace the synchronization of buyer user groups.",
      body: model,
      reply: model,
    }),
    remove("DeleteUserGroups", buyerUserGroups, { summary: "Delete the synchronization of buyer user groups." }),
    patch("PatchBuyerUserGroups", buyerUserGroups, {
      summary: "Change some properties of the synchronization of buyer user groups.",
      body: model,
      reply: model,
    }),
    synchronize("buyers/usergroups/sync", "BuyerUserGroup", "buyer user groups"),
    synchronized("buyers/users", "BuyerUsers", "BuyerUser", "buyer users"),
    synchronized("catalogs", "Catalogs", "Catalog", "catalogs").map((call) => ({ ...call, newer: true as const })),
    synchronized("categories", "Categories", "Category", "categories"),
    synchronized("products/inventoryrecords", "InventoryRecords", "InventoryRecord", "inventory records"),
    singleton(`${root}/suppliers`, model, { name: "Suppliers", noun: "the synchronization of suppliers" }),
    synchronize("supplier/sync", "Supplier", "suppliers"),
    synchronized("suppliers/users", "SupplierUsers", "SupplierUser", "supplier users"),
  ],
  raises: {
    "SaveAdminUsers SaveBuyers SaveUserGroups SaveBuyerUsers SaveCatalogs SaveCategories SaveInventoryRecords SaveSuppliers SaveSupplierUsers":
      ["EntitySyncConfig.OnlyOneConfigPerMarketplace", "DeliveryConfig.ConfigurationDisabled"],
    "PatchAdminUsers PatchBuyers PatchBuyerUserGroups PatchBuyerUsers PatchCatalogs PatchCategories PatchInventoryRecords PatchSuppliers PatchSupplierUsers":
      ["DeliveryConfig.ConfigurationDisabled"],
    "SyncAdminUser SyncBuyer SyncBuyerUserGroup SyncBuyerUser SyncCatalog SyncCategory SyncInventoryRecord SyncSupplier SyncSupplierUser":
      ["DeliveryConfig.ConfigurationDisabled", "DeliveryConfig.NoTarget"],
    SyncAdminUser: ["Synchronize.EntitySyncForAdminUsersNotEnabled"],
    SyncBuyer: ["Synchronize.EntitySyncForBuyerNotEnabled"],
    SyncBuyerUserGroup: ["Synchronize.EntitySyncForBuyerUserGroupNotEnabled"],
    SyncBuyerUser: ["Synchronize.EntitySyncForBuyerUsersNotEnabled"],
    "SyncCatalog SyncCategory": ["Synchronize.EntitySyncForCategoryNotEnabled"],
    SyncInventoryRecord: ["Synchronize.EntitySyncForInventoryRecordNotEnabled"],
    SyncSupplier: ["Synchronize.EntitySyncForSupplierNotEnabled"],
    SyncSupplierUser: ["Synchronize.EntitySyncForSupplierUsersNotEnabled"],
  },
});
