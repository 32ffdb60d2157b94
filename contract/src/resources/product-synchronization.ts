import { post, resource, singleton } from "../declare.ts";

export const productSynchronization = resource("ProductSynchronization", {
  section: "Integrations",
  description: "Delivery of changed products.",
  roles: ["ProductSyncConfigAdmin"],
  userTypes: ["Seller"],
  operations: [
    singleton("/integrations/productsync", "ProductSyncConfig", { noun: "the product synchronization" }),
    post("Sync", "/integrations/productsync/sync", {
      summary: "Deliver the present state of a product.",
      body: "SyncProduct",
    }),
  ],
  raises: {
    "Save Patch": [
      "ProductSyncConfig.OnlyOneConfigPerMarketplace",
      "ProductSyncConfig.AdminLockout",
      "DeliveryConfig.ConfigurationDisabled",
    ],
    Sync: [
      "Synchronize.ProductSyncNotEnabled",
      "FullSyncStatus.FullSyncAlreadyRunning",
      "DeliveryConfig.ConfigurationDisabled",
      "DeliveryConfig.NoTarget",
    ],
  },
});
