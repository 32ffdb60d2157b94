import { anonymousOrderOf } from "../../platform/access/anonymous.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import {
  approvableShape,
  argumentConditions,
  listApprovable,
  listOrders,
  orderListShape,
  ownOrders,
} from "../order/list.store.ts";
import { transferAnonymousOrder } from "./transfer.ts";

/** The caller's own orders (docs/behaviour/orders.md §15, §12). */
export function meOrderOperations(): Implementation[] {
  return implementSome(
    "Me",
    {
      ListOrders: (call) =>
        listOrders(call, call.list, () => {
          const { companies, dates } = argumentConditions(call.db.marketplaceId, call.query);
          return { where: [ownOrders(call.actor), ...companies], dates };
        }),
      ListApprovableOrders(call) {
        const { companies, dates } = argumentConditions(call.db.marketplaceId, call.query);
        return listApprovable(call, call.list, [...companies, ...dates]);
      },
      async TransferAnonUserOrder(call) {
        const anonymousOrderId = await anonymousOrderOf(call, call.query.anonUserToken);
        await transferAnonymousOrder(call, anonymousOrderId, call.actor.userKey);
      },
    },
    { ListOrders: orderListShape, ListApprovableOrders: approvableShape },
  );
}
