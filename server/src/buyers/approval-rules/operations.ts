import type { ApprovalRule } from "@orderwell/contract";
import { approvingGroup, approvingGroupId, keepsApprovingGroups, pathOf } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Table } from "../../platform/crud/table.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { buyerOf } from "../access.ts";

const table = new Table("approval_rule", "ApprovalRule", {
  computed: { ApprovingGroupID: approvingGroupId },
});

/** Rules by which a buyer's own users decide about its orders (docs/behaviour/parties.md §7). */
export function approvalRuleOperations(): Implementation[] {
  return implement(
    "ApprovalRules",
    crud<ApprovalRule>(table, {
      idParam: "approvalRuleID",
      scope: async (call, intent) => ({ columns: { buyer_id: await buyerOf(call, pathOf(call, "buyerID"), intent) } }),
      async internal(call, draft, _before, { columns }) {
        const buyerId = String(columns?.buyer_id);
        const group = await approvingGroup(call, { buyerId, supplierId: null }, draft.ApprovingGroupID);
        return { approving_group_key: group.key };
      },
    }),
  );
}

/** A group of a buyer's that decides by a rule stays. */
export const approvingGroups = keepsApprovingGroups(table.name);
