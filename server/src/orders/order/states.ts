import type { CodeFor, OrderStatus } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";

/** A step of an order from one status to another (docs/behaviour/orders.md §4). */
interface Transition {
  readonly from: readonly OrderStatus[];
  readonly to: OrderStatus;
  /** Columns that take the time of the step. */
  readonly stamps: readonly string[];
  /** Columns that the step clears. */
  readonly clears?: readonly string[];
  /** The order is with the seller from here on. */
  readonly submits?: true;
  readonly refusal: CodeFor<{ OrderID: string; Status: OrderStatus }>;
}

export const transitions = {
  submit: {
    from: ["Unsubmitted"],
    to: "Open",
    stamps: ["date_submitted"],
    submits: true,
    refusal: "Order.CannotSubmitBadStatus",
  },
  submitForApproval: {
    from: ["Unsubmitted"],
    to: "AwaitingApproval",
    stamps: [],
    refusal: "Order.CannotSubmitBadStatus",
  },
  approve: {
    from: ["AwaitingApproval"],
    to: "Open",
    stamps: ["date_approved", "date_submitted"],
    submits: true,
    refusal: "Order.MustBeAwaitingApproval",
  },
  decline: {
    from: ["AwaitingApproval"],
    to: "Declined",
    stamps: ["date_declined"],
    refusal: "Order.MustBeAwaitingApproval",
  },
  /** Declined, but the shopper may change the order and submit it again. `DateDeclined` tells such orders apart. */
  sendBack: {
    from: ["AwaitingApproval"],
    to: "Unsubmitted",
    stamps: ["date_declined"],
    refusal: "Order.MustBeAwaitingApproval",
  },
  withdraw: {
    from: ["Unsubmitted", "AwaitingApproval", "Declined"],
    to: "Canceled",
    stamps: ["date_canceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  /** What OrderAdmin may do beyond withdrawing: the order stays one that was submitted. */
  cancel: {
    from: ["Unsubmitted", "AwaitingApproval", "Declined", "Open"],
    to: "Canceled",
    stamps: ["date_canceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  complete: {
    from: ["Open"],
    to: "Completed",
    stamps: ["date_completed"],
    refusal: "Order.CannotCompleteBadStatus",
  },
  ship: {
    from: ["Open"],
    to: "Completed",
    stamps: ["date_completed"],
    refusal: "Order.CannotShipBadStatus",
  },
  /** A shipment that completed the order is gone. */
  reopen: {
    from: ["Completed"],
    to: "Open",
    stamps: [],
    clears: ["date_completed"],
    refusal: "Order.CannotShipBadStatus",
  },
} as const satisfies Record<string, Transition>;

export type OrderAction = keyof typeof transitions;

export const allows = (action: OrderAction, status: OrderStatus): boolean =>
  (transitions[action].from as readonly OrderStatus[]).includes(status);

/**
 * The columns that a step writes.
 *
 * @throws ApiError with the code of the step when the order's status does not allow it.
 */
export function transition(
  order: { readonly ID: string; readonly Status: OrderStatus },
  action: OrderAction,
  now: Date,
): Record<string, unknown> {
  const step: Transition = transitions[action];
  if (!step.from.includes(order.Status)) throw apiError(step.refusal, { OrderID: order.ID, Status: order.Status });
  return {
    status: step.to,
    ...(step.submits && { is_submitted: true }),
    ...Object.fromEntries(step.stamps.map((column) => [column, now])),
    ...Object.fromEntries((step.clears ?? []).map((column) => [column, null])),
  };
}
