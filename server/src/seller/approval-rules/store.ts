import { approvingGroupId } from "../../people/index.ts";
import { Table } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

export const sellerApprovalRuleTable = new Table("seller_approval_rule", "SellerApprovalRule", {
  computed: { ApprovingGroupID: approvingGroupId },
});

/** The condition that a rule is a supplier's or the marketplace's own. */
export const ownedBy = (ownerId: string): RawBuilder<boolean> => sql`t.owner_id = ${ownerId}`;
