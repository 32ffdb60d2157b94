import type { Operations, OrderUser } from "@orderwell/contract";
import { Json, jsonb } from "../../platform/db/json.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { withChanges } from "./from-user.ts";
import { updateOrder } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";

const changeable = ["FirstName", "LastName", "Email"] as const;

/**
 * Changes what the order, and it alone, says of its user: whom a guest's mail goes to (docs/behaviour/orders.md §8).
 */
export function patchFromUser(
  work: UserWork,
  order: StoredOrder,
  body: Partial<Operations["Orders.PatchFromUser"]["body"]>,
): Promise<StoredOrder> {
  assertEditable(work, order);
  const before = order.from_user_changes;
  const changes: Partial<Record<(typeof changeable)[number], string | null>> = {
    ...((before instanceof Json ? before.value : before) as object | null),
  };
  for (const name of changeable) if (body[name] !== undefined) changes[name] = body[name] as string | null;
  const shown = order.FromUser instanceof Json ? order.FromUser : new Json(JSON.stringify(order.FromUser));
  return updateOrder(work, order, {
    from_user: withChanges(shown, changes as Partial<OrderUser>),
    from_user_changes: jsonb(changes),
  });
}
