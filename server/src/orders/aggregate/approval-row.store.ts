import type { OrderApproval, User } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";

/** An approval of an order with what its row holds beyond it. */
export interface Approval extends Omit<OrderApproval, "Approver"> {
  /** Its number among the order's approvals; replies do not show it. */
  readonly ID: string;
  readonly order_id: string;
  /** How many times the order had been submitted when it was asked for. */
  readonly submission: number;
  /** Null once the group is gone. */
  readonly approving_group_key: number | null;
  /** Whoever submitted the order: their own groups agree at once, and they never decide later. Null once they are gone. */
  readonly submitter_key: number | null;
  /** The user as they were when they decided. */
  readonly Approver: Json | User | null;
}

/** Approvals in lists and in replies. */
export const approvalTable = new Table("order_approval", "OrderApproval", {
  orderLast: [sql`t.id::int`],
});

/** Approvals as they are read to be worked on, and written. */
export const approvalRows = new PartTable<Approval>(approvalTable, {
  id: "text",
  order_id: "text",
  submission: "int",
  approving_group_key: "bigint",
  submitter_key: "bigint",
});
