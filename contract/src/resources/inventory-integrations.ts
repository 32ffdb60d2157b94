import { resource, singleton } from "../declare.ts";

export const inventoryIntegrations = resource("InventoryIntegrations", {
  section: "Integrations",
  description: "Where changes of stock are told of.",
  roles: ["ProductAdmin"],
  userTypes: ["Seller"],
  operations: [singleton("/integrations/inventory", "InventoryIntegration", { noun: "the inventory integration" })],
  raises: {
    "Save Patch": [
      "InventoryIntegration.DeliveryConfigIDRequired",
      "InventoryIntegration.IntegrationErrorReturned",
      "DeliveryConfig.ConfigurationDisabled",
    ],
  },
});
