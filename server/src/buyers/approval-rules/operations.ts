import { Condition, findMistake } from "../../expressions/index.ts";
import { approvingGroup, keepsApprovingGroups } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { refuse } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { buyerOf } from "../buyers/access.ts";
import { approvalRuleTable } from "./store.ts";

/** Rules by which a buyer's own users decide about its orders (docs/behaviour/parties.md §7). */
export function approvalRuleOperations(): Implementation[] {
  return implement(
    "ApprovalRules",
    crud(
      new Resource(approvalRuleTable, {
        prepare(_work, { draft, given }) {
          if (given.RuleExpression !== undefined)
            refuse(findMistake("RuleExpression", () => new Condition(draft.RuleExpression, "rule")));
        },
        async columns(work, { draft, scope: { columns } }) {
          const buyerId = String(columns?.buyer_id);
          const group = await approvingGroup(work, { buyerId, supplierId: null }, draft.ApprovingGroupID);
          return { approving_group_key: group.key };
        },
      }),
      {
        idParam: "approvalRuleID",
        scope: async (call, intent) => ({
          columns: { buyer_id: await buyerOf(call, pathOf(call, "buyerID"), intent) },
        }),
      },
    ),
  );
}

/** A group of a buyer's that decides by a rule stays. */
export const approvingGroups = keepsApprovingGroups(approvalRuleTable.name);
