import { post, resource, singleton } from "../declare.ts";

export const errorConfigs = resource("ErrorConfigs", {
  section: "Integrations",
  description: "Where failures of integrations are reported.",
  roles: ["ErrorConfigAdmin"],
  userTypes: ["Seller"],
  operations: [
    singleton("/integrations/ErrorConfig", "ErrorConfig", { noun: "the error configuration" }),
    post("Validate", "/integrations/ErrorConfig/validate", { summary: "Send a test error to the configured target." }),
  ],
  raises: {
    "Save Patch Validate": ["ErrorConfig.DeliveryConfigDisabled"],
    Validate: ["DeliveryConfig.NoTarget"],
  },
});
