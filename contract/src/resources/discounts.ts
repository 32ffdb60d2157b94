import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const discounts = resource("Discounts", {
  section: "Product catalogs",
  description: "Percentages off the prices of products, and the buyers that get them.",
  roles: { read: ["PriceScheduleAdmin", "PriceScheduleReader"], write: ["PriceScheduleAdmin"] },
  newer: true,
  operations: [
    crud("/discounts/{discountID}", "Discount"),
    assignments("/discounts/assignments", "DiscountAssignment", {
      list: {
        discountID: text(),
        buyerID: text(),
        userGroupID: text(),
        buyerGroupID: text(),
        level: oneOf("PartyType"),
      },
      remove: "/discounts/{discountID}/assignments",
      by: { buyerID: text(), userGroupID: text(), buyerGroupID: text() },
    }),
  ],
});
