import { crud, resource } from "../declare.ts";
import { customAuth } from "../raises.ts";

export const deliveryConfigurations = resource("DeliveryConfigurations", {
  section: "Integrations",
  description: "Targets that events are delivered to.",
  roles: ["DeliveryConfigAdmin"],
  userTypes: ["Seller"],
  operations: [
    crud("/integrations/deliveryconfig/{deliveryConfigID}", "DeliveryConfig", {
      noun: ["a delivery configuration", "delivery configurations"],
    }),
  ],
  raises: {
    "Create Save Patch": customAuth,
    Delete: ["DeliveryConfig.CannotDeleteConfigInUse"],
  },
});
