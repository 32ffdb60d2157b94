import type { ApiError } from "../../platform/errors/api-error.ts";
import type { Key } from "../../platform/references/stored-reference.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { lineLimitFinding } from "../aggregate/limits.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import type { Order } from "../aggregate/order.ts";
import { store } from "../aggregate/write.store.ts";

type Opened = Order<"lines">;

/** Difference between lines of orders and items of subscriptions, which have the same rules. */
export interface LineKeeper {
  readonly table: string;
  /** Lines may be of products that the marketplace does not have. */
  readonly takesAdHoc: boolean;
  /** Stands against a further line. */
  fullFinding(order: Opened): ApiError | undefined;
  /** Key of a line's row. */
  keyOf(line: OrderLine): Key;
  store(work: UserWork, before: Opened, after: Opened): void;
}

export const ofOrders: LineKeeper = {
  table: "line_item",
  takesAdHoc: true,
  fullFinding: lineLimitFinding,
  keyOf: ({ order_id, ID }) => ({ order_id, id: ID }),
  store: (work, before, after) => void store(work, before, after),
};
