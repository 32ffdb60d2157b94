import type { MessageType } from "@orderwell/contract";
import type { Work } from "../../platform/work/work.ts";

/** What happened to an order, for people to be told of. */
export interface OrderNews {
  /** Stored ID of the order, as it was then (`presentId`). */
  readonly order: string;
  /** When it was created, as far as whoever announces knows. */
  readonly created?: string;
  /** The shipment, where it is about one. */
  readonly shipment?: string;
  /** The order return, where it is about one. */
  readonly orderReturn?: string;
  /** Names the request. */
  readonly logId: string;
  readonly messages: readonly OrderMessage[];
}

/** One kind of message: to the user whom the order is from, or to the members of groups that decide. */
export interface OrderMessage {
  readonly type: OrderMessageType;
  /** Keys of the groups. Absent: the order's user. */
  readonly groups?: readonly number[];
  /** Key of a member who is left out. */
  readonly except?: number | null;
}

export type OrderMessageType = Extract<
  MessageType,
  | "OrderSubmitted"
  | "OrderApproved"
  | "OrderDeclined"
  | "OrderSubmittedForApproval"
  | "OrderSubmittedForYourApproval"
  | "OrderSubmittedForYourApprovalHasBeenApproved"
  | "OrderSubmittedForYourApprovalHasBeenDeclined"
  | "OrderReturnSubmitted"
  | "OrderReturnApproved"
  | "OrderReturnDeclined"
  | "OrderReturnSubmittedForApproval"
  | "OrderReturnSubmittedForYourApproval"
  | "OrderReturnSubmittedForYourApprovalHasBeenApproved"
  | "OrderReturnSubmittedForYourApprovalHasBeenDeclined"
  | "OrderReturnCompleted"
  | "ShipmentCreated"
>;

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    OrderNews: OrderNews;
  }
}

/**
 * Has people told of an order, once the transaction is committed. Who they are and what they read is found out then: the
 * write costs one row, whatever the order holds and however many are told.
 */
export async function tellOf(
  { announce, logId }: Pick<Work, "announce" | "logId">,
  { ID: order, DateCreated }: { readonly ID: string; readonly DateCreated?: string | null },
  messages: readonly OrderMessage[],
  about: Pick<OrderNews, "shipment" | "orderReturn"> = {},
): Promise<void> {
  if (messages.length === 0) return;
  await announce("OrderNews", `order/${order}`, {
    order,
    ...(DateCreated && { created: DateCreated }),
    logId,
    messages,
    ...about,
  });
}

/** The message to groups that are asked, or that asked for no more; none where there is no group. */
export function toGroups(
  type: OrderMessageType,
  approvals: readonly { readonly approving_group_key: number | null; readonly submitter_key: number | null }[],
): OrderMessage[] {
  const groups = [...new Set(approvals.flatMap(({ approving_group_key: key }) => (key === null ? [] : [Number(key)])))];
  return groups.length === 0 ? [] : [{ type, groups, except: approvals[0]?.submitter_key ?? null }];
}
