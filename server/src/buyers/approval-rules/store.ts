import { approvingGroupId } from "../../people/index.ts";
import { Table } from "../../platform/crud/table.ts";

export const approvalRuleTable = new Table("approval_rule", "ApprovalRule", {
  computed: { ApprovingGroupID: approvingGroupId },
});
