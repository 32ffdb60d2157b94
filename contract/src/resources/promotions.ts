import { assignments, crud, list, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld } from "../parameters.ts";

export const promotions = resource("Promotions", {
  section: "Orders and fulfillment",
  description: "Rules that take money off orders, and who may use them.",
  roles: { read: ["PromotionAdmin", "PromotionReader"], write: ["PromotionAdmin"] },
  operations: [
    crud("/promotions/{promotionID}", "Promotion"),
    assignments("/promotions/assignments", "PromotionAssignment", {
      list: { ...only("buyerID", "promotionID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/promotions/{promotionID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID"),
    }),
    list("ListCodes", "/promotions/{promotionID}/codes", "PromotionCode", {
      summary: "List the codes generated for a promotion.",
      list: "paged",
      newer: true,
    }),
  ],
});
