import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { approvalTable } from "../aggregate/approval-row.store.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import { listEligible } from "../approvals/approvers.store.ts";
import { allParts, type FullOrder } from "../submission/facts.ts";
import { approveOrder, declineOrder } from "./decide.ts";

/**
 * The order of the path, to be decided on. Members of its groups find it whether or not it still waits for them, so that
 * whoever comes second is told so.
 */
const locked = (call: OrderCall): Promise<FullOrder> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: allParts, approvals: "any" });

/** Decisions on orders that wait for approval, and who may take them (docs/behaviour/approvals.md §3 to §5). */
export const decisionOperations = (): Implementation[] =>
  implementSome(
    "Orders",
    {
      Approve: async (call) => approveOrder(call, await locked(call), call.body),
      Decline: async (call) => declineOrder(call, await locked(call), call.body),
      async ListApprovals(call) {
        const { head } = await findOrder(call, call.path.direction, call.path.orderID);
        return approvalTable.list(call.db, { columns: { order_id: head.ID } }, call.list);
      },
      async ListEligibleApprovers(call) {
        const { head } = await findOrder(call, call.path.direction, call.path.orderID);
        return listEligible(call, call.list, head.ID);
      },
    },
    // Those asked for at once stay in the order of their rules.
    { ListApprovals: { defaultSort: ["DateCreated"] } },
  );
