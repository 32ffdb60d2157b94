import { resource, singleton } from "../declare.ts";
import { customAuth } from "../raises.ts";

export const promotionIntegrations = resource("PromotionIntegrations", {
  section: "Integrations",
  description: "The service that evaluates promotions.",
  roles: ["PromotionAdmin"],
  userTypes: ["Seller"],
  operations: [singleton("/integrations/promotion", "PromotionIntegration", { noun: "the promotion integration" })],
  raises: {
    "Save Patch": customAuth,
    Delete: ["PromotionIntegration.CannotDeletePromotionIntegration"],
  },
});
