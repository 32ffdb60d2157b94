import { assignments, crud, list, resource } from "../declare.ts";
import { ofBuyer, ofParty, only, onlyUserOfOld } from "../parameters.ts";
import { expression } from "../raises.ts";

export const promotions = resource("Promotions", {
  section: "Orders and fulfillment",
  description: "Rules that take money off orders, and who may use them.",
  roles: { read: ["PromotionAdmin", "PromotionReader"], write: ["PromotionAdmin"] },
  operations: [
    crud("/promotions/{promotionID}", "Promotion", { noun: ["a promotion", "promotions"] }),
    assignments("/promotions/assignments", "PromotionAssignment", {
      noun: ["a promotion assignment", "promotion assignments"],
      list: { ...only("buyerID", "promotionID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/promotions/{promotionID}/assignments",
      by: { ...ofBuyer, ...ofParty("userID", "userGroupID") },
    }),
    list("ListCodes", "/promotions/{promotionID}/codes", "PromotionCode", {
      summary: "List the codes generated for a promotion.",
      list: "paged",
      newer: true,
    }),
  ],
  raises: {
    "Create Save Patch": [
      "Promotion.CodeInUse",
      "Promotion.ExpirationPrecedsStart",
      "Promotion.CannotSetItemLimitPerOrder",
      "Promotion.CannotSetQuantityLimitPerOrder",
      "Promotion.CannotSetQuantityAndItemLimitPerOrder",
      "Promotion.CannotSetItemSortBy",
      "Promotion.ValueExpressionCannotBeNull",
      "Promotion.ValueExpressionCanBeNullIfUseIntegration",
      "Promotion.UseIntegrationMustBeFalse",
      "Expression.ItemNotAllowed",
      "Expression.ItemRequired",
      ...expression,
    ],
  },
});
