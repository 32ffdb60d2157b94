import { crud, resource } from "../declare.ts";
import { expression } from "../raises.ts";

export const sellerApprovalRules = resource("SellerApprovalRules", {
  section: "Orders and fulfillment",
  description: "Conditions under which order returns wait for approval of the seller.",
  roles: { read: ["OrderAdmin", "ApprovalRuleReader"], write: ["OrderAdmin"] },
  userTypes: ["Seller", "Supplier"],
  operations: [
    crud("/approvalrules/{approvalRuleID}", "SellerApprovalRule", {
      noun: ["a seller approval rule", "seller approval rules"],
    }),
  ],
  raises: {
    "Create Save Patch": [...expression, "Expression.ItemNotAllowed"],
    "Save Patch Delete": ["ApprovalRule.CannotModify", "ApprovalRule.CannotDeleteIfPending"],
  },
});
