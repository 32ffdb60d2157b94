import { makeMissing } from "../../platform/crud/make-missing.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import type { Order, Part } from "../aggregate/order.ts";
import { listable } from "../aggregate/visibility.store.ts";
import { allParts } from "../submission/facts.ts";
import { submitOrder, validateOrder } from "../submission/submit.ts";
import { patchBillingAddress, patchShippingAddress, setBillingAddress, setShippingAddress } from "./addresses.ts";
import { patchFromUser } from "./change-user.ts";
import { createOrder } from "./create.ts";
import { linesToPatch, patchOrder, replaceOrder } from "./edit.ts";
import { argumentConditions, listOrders, orderListShape } from "./list.store.ts";
import { cancelOrder, completeOrder } from "./progress.ts";

/** The order of the path, to be changed, with the parts asked for. */
const locked = <Parts extends Part = never>(call: OrderCall, ...parts: readonly Parts[]): Promise<Order<Parts>> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: parts });

/** Orders, from creation to completion (docs/behaviour/orders.md §2 to §4). */
export function orderOperations(): Implementation[] {
  return implementSome(
    "Orders",
    {
      List: (call) =>
        listOrders(call, call.list, (which) => {
          const { where, counted } = listable(call.actor, call.path.direction, which);
          const { companies, dates } = argumentConditions(call.db.marketplaceId, call.query);
          const isWhole = companies.length === 0 && dates.length === 0;
          return { where: [...where, ...companies], dates, counted: isWhole ? counted : undefined };
        }),
      Get: async (call) => (await findOrder(call, call.path.direction, call.path.orderID)).head,
      Create: (call) => createOrder(call, call.path.direction, call.body),
      async Save(call) {
        const { direction, orderID } = call.path;
        const order = await locked(call, "lines").catch((error: unknown) => {
          if (error instanceof ApiError && error.code === "NotFound") return undefined;
          throw error;
        });
        if (order === undefined) {
          const id = call.body.ID || orderID;
          if (sameId(id, orderID)) makeMissing(call.db);
          return createOrder(call, direction, call.body, id);
        }
        return replaceOrder(call, order, call.body);
      },
      async Patch(call) {
        const { direction, orderID } = call.path;
        const options = { lock: true, with: ["lines"], around: linesToPatch(call.body) } as const;
        return patchOrder(call, await findOrder(call, direction, orderID, options), call.body);
      },
      Submit: async (call) => submitOrder(call, await locked(call, ...allParts)),
      async Validate(call) {
        const { direction, orderID } = call.path;
        return validateOrder(call, await findOrder(call, direction, orderID, { with: allParts }));
      },
      Cancel: async (call) => cancelOrder(call, await locked(call, "approvals")),
      Complete: async (call) => completeOrder(call, await locked(call)),
      SetBillingAddress: async (call) => setBillingAddress(call, await locked(call), call.body),
      PatchBillingAddress: async (call) => patchBillingAddress(call, await locked(call), call.body),
      SetShippingAddress: async (call) => setShippingAddress(call, await locked(call, "lines"), call.body),
      PatchShippingAddress: async (call) => patchShippingAddress(call, await locked(call, "lines"), call.body),
      PatchFromUser: async (call) => patchFromUser(call, await locked(call), call.body),
    },
    { List: orderListShape },
  );
}
