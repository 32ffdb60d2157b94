import { resource, singleton } from "../declare.ts";

export const promotionIntegrations = resource("PromotionIntegrations", {
  section: "Integrations",
  description: "The service that evaluates promotions.",
  roles: ["PromotionAdmin"],
  userTypes: ["Seller"],
  operations: [singleton("/integrations/promotion", "PromotionIntegration", { noun: "the promotion integration" })],
  raises: {
    Delete: ["PromotionIntegration.CannotDeletePromotionIntegration"],
  },
});
