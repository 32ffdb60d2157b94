import type { GroupOrderInvitation } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findOrder } from "../aggregate/open.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { hasLines, invitationsTo, invitationTable } from "./invitations.store.ts";

/** Invitations of one order. */
const most = 100;

const yearMs = 366 * 24 * 60 * 60_000;

/** The order of an invitation, locked. @throws ApiError NotFound (Order), GroupOrder.CannotModify */
async function ownOrder(work: UserWork, orderId: string): Promise<OrderHead> {
  const { head } = await findOrder(work, "All", orderId, { lock: true, roles: ["OrderAdmin", "OrderReader"] });
  if (head.from_user_key !== work.actor.userKey) throw apiError("GroupOrder.CannotModify");
  return head;
}

/** Invitations to orders of the caller's own (docs/behaviour/orders.md §16). */
export const invitations = new Resource<GroupOrderInvitation, void, UserWork>(invitationTable, {
  makes: false,
  generateId: ({ services }) => services.ids.next(),
  async prepare(work, { draft, before }) {
    // An invitation is to one order for good.
    const head = await ownOrder(work, before?.OrderID ?? draft.OrderID);
    draft.OrderID = head.ID;
    draft.OrderStatus = head.Status;
    if (head.Status !== "Unsubmitted") throw apiError("GroupOrder.CannotModifySubmittedOrder");
    if (draft.ExpirationDate !== before?.ExpirationDate) {
      const until = Date.parse(draft.ExpirationDate) - work.now.getTime();
      if (until <= 0 || until > yearMs) throw apiError("GroupOrderInvitation.InvalidExpiration");
    }
    if (before === null && (await invitationsTo(work.db, head.ID)) >= most)
      throw apiError("GroupOrderInvitation.InvitationQuantityExceeded");
  },
  // Tokens of an invitation end with it.
  async saved(work, _after, { before }) {
    if (before !== null) await invalidateAccess(work);
  },
  async deleting(work, { ID, OrderID }) {
    await ownOrder(work, OrderID);
    if (await hasLines(work.db, OrderID, ID)) throw apiError("GroupOrder.CannotDeleteWithLineItems");
    await invalidateAccess(work);
  },
});
