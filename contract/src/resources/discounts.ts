import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only } from "../parameters.ts";

export const discounts = resource("Discounts", {
  section: "Product catalogs",
  description: "Percentages off the prices of products, and the buyers that get them.",
  roles: { read: ["PriceScheduleAdmin", "PriceScheduleReader"], write: ["PriceScheduleAdmin"] },
  userTypes: { read: ["Seller"], write: ["Seller"] },
  newer: true,
  operations: [
    crud("/discounts/{discountID}", "Discount", { noun: ["a discount", "discounts"] }),
    assignments("/discounts/assignments", "DiscountAssignment", {
      noun: ["a discount assignment", "discount assignments"],
      list: only("discountID", "buyerID", "userGroupID", "buyerGroupID", "level"),
      remove: "/discounts/{discountID}/assignments",
      by: ofParty("buyerID", "userGroupID", "buyerGroupID"),
    }),
  ],
  raises: {
    "Create Save": ["Discount.MaximumDiscountsReached"],
    "SaveAssignment DeleteAssignment": ["PartyAssignment.RequiresBuyer"],
  },
});
