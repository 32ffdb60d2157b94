import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { createBundle, removeBundle } from "./bundles.ts";
import { shownTo } from "./shown.ts";

/** The order of the path with its lines, to change them. */
const open = (call: OrderCall): Promise<Order<"lines">> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: ["lines"] });

/** Bundles on orders (docs/behaviour/catalog.md §5). */
export const bundleLineOperations = (): Implementation[] =>
  implement("BundleLineItems", {
    Create: async (call) =>
      shownTo(call, await createBundle(call, await open(call), call.path.bundleID, call.body?.LineItems)),
    Delete: async (call) => removeBundle(call, await open(call), call.path.bundleID, call.path.bundleItemID),
  });
