import { error } from "../error.ts";
import { text } from "../field.ts";

/** Approval rules. */
export const approvalRuleErrors = {
  "ApprovalRule.CannotDeleteIfPending": error(
    400,
    "Orders await approval under this rule.",
    "Have the pending orders approved or declined first.",
  ),
  "ApprovalRule.CannotModify": error(
    403,
    "You may not change this approval rule.",
    "Use a token of the company that owns the rule.",
    { ApprovalRuleID: text() },
  ),
};
