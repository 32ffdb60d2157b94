import type { OperationId } from "@orderwell/contract";
import { makeMissing } from "../../platform/crud/make-missing.ts";
import { sameId } from "../../platform/ids.ts";
import type { Call, OutsideCall } from "../../platform/operation/call.ts";
import { type Implementation, implementSome, implementStaged } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { returnApprovalTable } from "../aggregate/return-row.store.ts";
import { listEligible } from "./approvals.store.ts";
import { askForAmounts, type Calculated, type Drafted } from "./calculate.ts";
import type { ReturnEvents } from "./events.ts";
import { findReturn, listReturns, lookFor } from "./find.store.ts";
import { shownReturn } from "./shown.ts";
import { approveReturn, cancelReturn, completeReturn, declineReturn, deleteReturn, submitReturn } from "./steps.ts";
import { newReturn, patchedReturn, replacedReturn, returnWithoutItem, saveReturn } from "./write.ts";

/** What comes before the transaction: the ID of a return that may be new, and the answer of a service. */
interface Prepared {
  readonly id: string;
  readonly calculated: Calculated | undefined;
}

type Written = "OrderReturns.Create" | "OrderReturns.Save" | "OrderReturns.Patch" | "OrderReturns.DeleteItem";

type Request<Id extends OperationId> = Pick<Call<Id>, "path" | "body">;

/** A request as the return that it makes, by what is stored; `lock` where it is to be changed. */
type ToDraft<Id extends Written> = (
  work: UserWork,
  request: Request<Id>,
  id: string,
  lock: boolean,
) => Promise<Drafted>;

const created: ToDraft<"OrderReturns.Create"> = (work, { body }, id, lock) => newReturn(work, body, id, lock);

const saved: ToDraft<"OrderReturns.Save"> = async (work, { path, body }, id, lock) => {
  const found = await lookFor(work, path.returnID, lock);
  if (found !== undefined) return replacedReturn(work, found, body);
  if (lock && sameId(id, path.returnID)) makeMissing(work.db);
  return newReturn(work, body, id, lock);
};

const patched: ToDraft<"OrderReturns.Patch"> = async (work, { path, body }, _id, lock) =>
  patchedReturn(work, await findReturn(work, path.returnID, lock), body);

const withoutItem: ToDraft<"OrderReturns.DeleteItem"> = (work, { path }, _id, lock) =>
  returnWithoutItem(work, path.returnID, path.lineItemID, lock);

/**
 * An operation that writes a return: a service may be asked first what is to be refunded.
 *
 * @param idOf the ID that the body gives a return.
 * @param otherwise the ID that a new one has where the body gives none. Default: one that is made up.
 */
function written<Id extends Written>(
  id: Id,
  events: ReturnEvents,
  draft: ToDraft<Id>,
  idOf: (request: Request<Id>) => string | null | undefined,
  otherwise: (request: Request<Id>) => string | undefined = () => undefined,
): Implementation {
  return implementStaged<Id, Prepared>(id, {
    async prepare(request: OutsideCall<Id>) {
      const chosen = idOf(request) || otherwise(request) || request.services.ids.next();
      const calculated = await askForAmounts(events, request, (work) => draft(work, request, chosen, false));
      return { id: chosen, calculated };
    },
    perform: (async (call: Call<Id>, { id: chosen, calculated }: Prepared) =>
      saveReturn(call, await draft(call, call, chosen, true), calculated, idOf(call))) as never,
  });
}

/** Order returns, from creation to the refund (docs/behaviour/fulfilment.md §5). */
export const orderReturnOperations = (events: ReturnEvents): Implementation[] => [
  written("OrderReturns.Create", events, created, ({ body }) => body.ID),
  written(
    "OrderReturns.Save",
    events,
    saved,
    ({ body }) => body.ID,
    ({ path }) => path.returnID,
  ),
  written("OrderReturns.Patch", events, patched, ({ body }) => body.ID),
  written("OrderReturns.DeleteItem", events, withoutItem, () => null),
  ...implementSome(
    "OrderReturns",
    {
      List: (call) => listReturns(call, call.list, call.query.approvable === true),
      async Get(call) {
        const { order, head } = await findReturn(call, call.path.returnID, false);
        return shownReturn(order, head.ID);
      },
      Delete: async (call) => deleteReturn(call, await findReturn(call, call.path.returnID)),
      Submit: async (call) => submitReturn(call, await findReturn(call, call.path.returnID)),
      Approve: async (call) => approveReturn(call, await findReturn(call, call.path.returnID), call.body),
      Decline: async (call) => declineReturn(call, await findReturn(call, call.path.returnID), call.body),
      Cancel: async (call) => cancelReturn(call, await findReturn(call, call.path.returnID)),
      Complete: async (call) => completeReturn(call, await findReturn(call, call.path.returnID)),
      async ListApprovals(call) {
        const { head } = await findReturn(call, call.path.returnID, false);
        return returnApprovalTable.list(call.db, { columns: { order_return_id: head.ID } }, call.list);
      },
      async ListEligibleApprovers(call) {
        const { head } = await findReturn(call, call.path.returnID, false);
        return listEligible(call, call.list, head.ID);
      },
    },
    // Those asked for at once stay in the order of their rules.
    { ListApprovals: { defaultSort: ["DateCreated"] } },
  ),
];
