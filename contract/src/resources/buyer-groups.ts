import { crud, resource } from "../declare.ts";

export const buyerGroups = resource("BuyerGroups", {
  section: "Buyers",
  description: "Groups of buyers that share catalogs, discounts and a default catalog.",
  roles: { read: ["BuyerAdmin", "BuyerReader"], write: ["BuyerAdmin"] },
  userTypes: ["Seller"],
  newer: true,
  operations: [crud("/buyergroups/{buyerGroupID}", "BuyerGroup", { noun: ["a buyer group", "buyer groups"] })],
});
