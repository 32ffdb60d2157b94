import type { CommerceRole, OrderReturn, OrderReturnApproval, OrderReturnItem, User } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";

/** An order return itself, with what its row holds beyond it. */
export interface ReturnHead extends Omit<OrderReturn, "ItemsToReturn" | "PaymentIDs"> {
  /** `RefundAmount` was set as a whole: it is no sum of the items'. */
  readonly refund_set: boolean;
  /** Type of the user who began it. */
  readonly creator_type: CommerceRole;
}

/** A line that is given back. */
export interface ReturnItem extends OrderReturnItem {
  /** Its number among the items of all returns of the order; replies do not show it. */
  readonly ID: string;
  readonly order_id: string;
  readonly order_return_id: string;
}

/** An approval of an order return, as `Approval` is one of an order. */
export interface ReturnApproval extends Omit<OrderReturnApproval, "Approver" | "OrderReturnID"> {
  readonly OrderReturnID: string;
  /** Its number among the approvals of all returns of the order; replies do not show it. */
  readonly ID: string;
  readonly order_id: string;
  /** Null once the group is gone. */
  readonly approving_group_key: number | null;
  readonly submitter_key: number | null;
  /** The user as they were when they decided. */
  readonly Approver: Json | User | null;
}

const items = sql`(select coalesce(json_agg(json_build_object('LineItemID', i.line_item_id, 'Quantity', i.quantity,
    'RefundAmount', trim_scale(i.refund_amount), 'Comments', i.comments) order by i.id::int), '[]')
  from order_return_item i where i.marketplace_id = t.marketplace_id and i.order_return_id = t.id)`;

const payments = sql`(select coalesce(json_agg(p.id order by p.date_created, p.id), '[]')
  from payment p where p.marketplace_id = t.marketplace_id and p.order_return_id = t.id)`;

/** Order returns in lists and in replies. */
export const returnTable = new Table("order_return", "OrderReturn", {
  computed: { PaymentIDs: payments, ItemsToReturn: items },
  columns: { PaymentIDs: { json: payments }, ItemsToReturn: { json: items } },
});

/** Approvals of order returns in lists and in replies. */
export const returnApprovalTable = new Table("order_return_approval", "OrderReturnApproval", {
  orderLast: [sql`t.id::int`],
});

/** Order returns of an order as they are read to be worked on, and written; the same of their items and approvals. */
export const returnRows = new PartTable<ReturnHead>(returnTable, {
  refund_set: "boolean",
  creator_type: "text",
});
export const returnItemRows = new PartTable<ReturnItem>(new Table("order_return_item", "OrderReturnItem"), {
  id: "text",
  order_id: "text",
  order_return_id: "text",
});
export const returnApprovalRows = new PartTable<ReturnApproval>(returnApprovalTable, {
  id: "text",
  order_id: "text",
  approving_group_key: "bigint",
  submitter_key: "bigint",
});
