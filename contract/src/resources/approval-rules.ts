import { crud, resource } from "../declare.ts";
import { expression } from "../raises.ts";

export const approvalRules = resource("ApprovalRules", {
  section: "Buyers",
  description: "Conditions under which orders of a buyer wait for approval.",
  roles: { read: ["ApprovalRuleAdmin", "ApprovalRuleReader"], write: ["ApprovalRuleAdmin"] },
  userTypes: ["Seller", "Buyer"],
  operations: [
    crud("/buyers/{buyerID}/approvalrules/{approvalRuleID}", "ApprovalRule", {
      noun: ["an approval rule", "approval rules"],
      whose: "of a buyer",
    }),
  ],
  raises: {
    "Create Save Patch": [...expression, "Expression.ItemNotAllowed"],
    "Save Patch Delete": ["ApprovalRule.CannotModify", "ApprovalRule.CannotDeleteIfPending"],
  },
});
