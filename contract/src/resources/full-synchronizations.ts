import { get, list, post, remove, resource } from "../declare.ts";

const path = "/integrations/fullsync";
const one = `${path}/{synchronization}`;

export const fullSynchronizations = resource("FullSynchronizations", {
  section: "Integrations",
  description: "Deliveries of everything of a kind that there is, such as a first run of a search index.",
  roles: ["EntitySyncConfigAdmin", "OrderSyncConfigAdmin", "ProductSyncConfigAdmin"],
  userTypes: ["Seller"],
  extension: true,
  operations: [
    list("List", path, "FullSyncStatus", { summary: "List the last full synchronization of each kind." }),
    get("Get", one, { summary: "Get how far a full synchronization is.", reply: "FullSyncStatus" }),
    post("Start", one, {
      summary: "Deliver the present state of everything of a kind.",
      body: "FullSyncStatus",
      optionalBody: true,
      reply: "FullSyncStatus",
    }),
    remove("Cancel", one, { summary: "End a full synchronization that runs; what waits is still delivered." }),
  ],
  raises: {
    "Get Start Cancel": ["Auth.InsufficientRoles"],
    Start: [
      "DeliveryConfig.ConfigurationDisabled",
      "DeliveryConfig.NoTarget",
      "FullSyncStatus.FullSyncAlreadyRunning",
      "OrderSync.InvalidDateRangeForSyncOperation",
      "Synchronize.EntitySyncForAdminUsersNotEnabled",
      "Synchronize.EntitySyncForBuyerNotEnabled",
      "Synchronize.EntitySyncForBuyerUserGroupNotEnabled",
      "Synchronize.EntitySyncForBuyerUsersNotEnabled",
      "Synchronize.EntitySyncForCategoryNotEnabled",
      "Synchronize.EntitySyncForInventoryRecordNotEnabled",
      "Synchronize.EntitySyncForSupplierNotEnabled",
      "Synchronize.EntitySyncForSupplierUsersNotEnabled",
      "Synchronize.ProductSyncNotEnabled",
    ],
  },
});
