import { resource, singleton } from "../declare.ts";

export const orderSynchronization = resource("OrderSynchronization", {
  section: "Integrations",
  description: "Delivery of changed orders.",
  roles: ["OrderSyncConfigAdmin"],
  userTypes: ["Seller"],
  operations: [singleton("/integrations/OrderSync", "OrderSyncConfig", { noun: "the order synchronization" })],
  raises: {
    "Save Patch": [
      "OrderSyncConfig.OnlyOneConfigPerMarketplace",
      "OrderSync.InvalidDateRangeForSyncOperation",
      "DeliveryConfig.ConfigurationDisabled",
    ],
  },
});
