import type { SellerApprovalRule } from "@orderwell/contract";
import { ownerOf } from "../../companies/index.ts";
import { checkRule } from "../../expressions/index.ts";
import { approvingGroup, type Company, keepsApprovingGroups, marketplaceItself } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { ownedBy, sellerApprovalRuleTable } from "./store.ts";

/** Suppliers see their own rules; others' they meet only to be refused. */
const scope = ({ actor }: UserWork, intent: "read" | "write"): Scope =>
  actor.userType === "Supplier" && intent === "read" ? { where: ownedBy(actor.companyId) } : {};

/** @throws ApiError ApprovalRule.CannotModify */
function requireOwner({ actor }: UserWork, { OwnerID, ID }: SellerApprovalRule): void {
  if (actor.userType === "Supplier" && OwnerID !== actor.companyId)
    throw apiError("ApprovalRule.CannotModify", { ApprovalRuleID: ID });
}

const companyOf = ({ db }: Work, ownerId: string): Company =>
  ownerId === db.marketplaceId ? marketplaceItself : { buyerId: null, supplierId: ownerId };

/** Services of orders, which are built on sellers, to sellers' approval rules; the application supplies them. */
export interface AskedReturnApprovals {
  /** Tells whether an order return waits for the approval of this rule. */
  awaitsRule(db: TenantDb, ruleId: string): Promise<boolean>;
}

/**
 * Rules by which users of the marketplace, or of a supplier, decide about order returns (docs/behaviour/parties.md §7).
 */
export function sellerApprovalRuleOperations({ awaitsRule }: AskedReturnApprovals): Implementation[] {
  const refusePending = async ({ db }: Work, id: string): Promise<void> => {
    if (await awaitsRule(db, id)) throw apiError("ApprovalRule.CannotDeleteIfPending");
  };
  return implement(
    "SellerApprovalRules",
    crud(
      new Resource(sellerApprovalRuleTable, {
        async prepare(work, { draft, before, given }) {
          if (given.RuleExpression !== undefined || given.ApprovalType !== undefined)
            checkRule(draft.RuleExpression, draft.ApprovalType === "OrderReturn" ? "returnRule" : "rule");
          if (before !== null) requireOwner(work, before);
          draft.OwnerID = before === null ? await ownerOf(work, draft.OwnerID) : before.OwnerID;
        },
        async columns(work, { draft, before }) {
          const group = await approvingGroup(work, companyOf(work, draft.OwnerID ?? ""), draft.ApprovingGroupID);
          // Its group has been asked already.
          if (before !== null && before.ApprovingGroupID !== group.id) await refusePending(work, before.ID);
          return { approving_group_key: group.key };
        },
        async deleting(work, rule) {
          requireOwner(work, rule);
          await refusePending(work, rule.ID);
        },
      }),
      {
        idParam: "approvalRuleID",
        scope,
      },
    ),
  );
}

/** A group of the marketplace's or of a supplier's that decides by a rule stays. */
export const sellerApprovingGroups = keepsApprovingGroups(sellerApprovalRuleTable.name);
