import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { findOrder } from "../aggregate/open.store.ts";
import { repeatOrder } from "./repeat.ts";

/** Orders that are ordered again (docs/behaviour/orders.md §17). */
export const repeatOperations = (): Implementation[] =>
  implementSome("Orders", {
    async Repeat(call) {
      const { direction, orderID } = call.path;
      const options = { with: ["lines"], roles: ["OrderAdmin"], approvals: "none" } as const;
      return repeatOrder(call, await findOrder(call, direction, orderID, options), call.body ?? {});
    },
  });
