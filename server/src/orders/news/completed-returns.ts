import type { Work } from "../../platform/work/work.ts";
import type { Order } from "../aggregate/order.ts";
import { tellOf } from "./news.ts";

/** Has the order's user told of returns that a change completes. */
export async function tellOfCompleted(
  work: Pick<Work, "announce" | "logId">,
  before: Order<"returns">,
  after: Order<"returns">,
): Promise<void> {
  const open = new Set(before.returns.filter(({ Status }) => Status === "Open").map(({ ID }) => ID));
  for (const { ID, Status } of after.returns)
    if (Status === "Completed" && open.has(ID))
      await tellOf(work, after.head, [{ type: "OrderReturnCompleted" }], { orderReturn: ID });
}
