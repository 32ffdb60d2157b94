import type { Operations, OrderUser } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import { refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import { withChanges } from "../aggregate/from-user.store.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { store } from "../aggregate/write.store.ts";

const changeable = ["FirstName", "LastName", "Email"] as const;

/** Changes what the order, and it alone, says of its user: whom a guest's mail goes to (docs/behaviour/orders.md §8). */
export async function patchFromUser(
  work: UserWork,
  order: Order,
  body: Partial<Operations["Orders.PatchFromUser"]["body"]>,
): Promise<OrderHead> {
  const { from_user_changes: before, FromUser, Status } = order.head;
  refuse(editFinding(work, { Status }));
  const changes: Partial<Record<(typeof changeable)[number], string | null>> = {
    ...((before instanceof Json ? before.value : before) as object | null),
  };
  for (const name of changeable) if (body[name] !== undefined) changes[name] = body[name] as string | null;
  const shown = FromUser instanceof Json ? FromUser : new Json(JSON.stringify(FromUser));
  const after = withHead(order, {
    FromUser: withChanges(shown, changes as Partial<OrderUser>),
    from_user_changes: changes as Partial<OrderUser>,
  });
  return store(work, order, after).head;
}
