import { checkRule } from "../../expressions/index.ts";
import { approvingGroup, keepsApprovingGroups } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";
import { buyerOf } from "../buyers/access.ts";
import { approvalRuleTable } from "./store.ts";

/** Services of orders, which are built on buyers, to a buyer's approval rules; the application supplies them. */
export interface AskedApprovals {
  /** Tells whether an order waits for the approval of this rule. */
  awaitsRule(db: TenantDb, rule: { readonly buyerId: string; readonly id: string }): Promise<boolean>;
}

/** Rules by which a buyer's own users decide about its orders (docs/behaviour/parties.md §7). */
export function approvalRuleOperations({ awaitsRule }: AskedApprovals): Implementation[] {
  const refusePending = async ({ db }: Work, { columns }: Scope, id: string): Promise<void> => {
    if (await awaitsRule(db, { buyerId: String(columns?.buyer_id), id }))
      throw apiError("ApprovalRule.CannotDeleteIfPending");
  };
  return implement(
    "ApprovalRules",
    crud(
      new Resource(approvalRuleTable, {
        prepare(_work, { draft, given }) {
          if (given.RuleExpression !== undefined) checkRule(draft.RuleExpression, "rule");
        },
        async columns(work, { draft, before, scope }) {
          const buyerId = String(scope.columns?.buyer_id);
          const group = await approvingGroup(work, { buyerId, supplierId: null }, draft.ApprovingGroupID);
          // Its group has been asked already.
          if (before !== null && before.ApprovingGroupID !== group.id) await refusePending(work, scope, before.ID);
          return { approving_group_key: group.key };
        },
        deleting: (work, { ID }, scope) => refusePending(work, scope, ID),
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
