import { assignments, crud, list, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const promotions = resource("Promotions", {
  section: "Orders and fulfillment",
  description: "Rules that take money off orders, and who may use them.",
  roles: { read: ["PromotionAdmin", "PromotionReader"], write: ["PromotionAdmin"] },
  operations: [
    crud("/promotions/{promotionID}", "Promotion"),
    assignments("/promotions/assignments", "PromotionAssignment", {
      list: {
        buyerID: text(),
        promotionID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/promotions/{promotionID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text() },
    }),
    list("ListCodes", "/promotions/{promotionID}/codes", "PromotionCode", {
      summary: "List the codes generated for a promotion.",
      list: "paged",
      newer: true,
    }),
  ],
});
