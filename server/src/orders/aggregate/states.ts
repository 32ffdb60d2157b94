import type { Order } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import { stateMachine } from "./state-machine.ts";

/** The order is with the seller from here on. */
const submitted = { IsSubmitted: true } as const;

export type OrderAction =
  | "submit"
  | "submitForApproval"
  | "approve"
  | "decline"
  | "sendBack"
  | "withdraw"
  | "cancel"
  | "complete"
  | "ship"
  | "reopen";

type Refusal =
  | "Order.CannotSubmitBadStatus"
  | "Order.MustBeAwaitingApproval"
  | "Order.CannotCancelInCurrentStatus"
  | "Order.CannotCompleteBadStatus"
  | "Order.CannotShipBadStatus";

const refused = (code: Refusal, { ID: OrderID, Status }: Pick<Order, "ID" | "Status">) =>
  apiError(code, { OrderID, Status });

/** The steps of an order (docs/behaviour/orders.md §4). */
export const orderStates = stateMachine<Order, OrderAction, Refusal>(refused, {
  submit: {
    from: ["Unsubmitted"],
    to: "Open",
    stamps: ["DateSubmitted"],
    sets: submitted,
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
    stamps: ["DateApproved", "DateSubmitted"],
    sets: submitted,
    refusal: "Order.MustBeAwaitingApproval",
  },
  decline: {
    from: ["AwaitingApproval"],
    to: "Declined",
    stamps: ["DateDeclined"],
    refusal: "Order.MustBeAwaitingApproval",
  },
  /** Declined, but the shopper may change the order and submit it again. `DateDeclined` tells such orders apart. */
  sendBack: {
    from: ["AwaitingApproval"],
    to: "Unsubmitted",
    stamps: ["DateDeclined"],
    refusal: "Order.MustBeAwaitingApproval",
  },
  withdraw: {
    from: ["Unsubmitted", "AwaitingApproval", "Declined"],
    to: "Canceled",
    stamps: ["DateCanceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  /** Step that OrderAdmin may take beyond withdrawing: the order stays one that was submitted. */
  cancel: {
    from: ["Unsubmitted", "AwaitingApproval", "Declined", "Open"],
    to: "Canceled",
    stamps: ["DateCanceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  complete: {
    from: ["Open"],
    to: "Completed",
    stamps: ["DateCompleted"],
    refusal: "Order.CannotCompleteBadStatus",
  },
  ship: {
    from: ["Open"],
    to: "Completed",
    stamps: ["DateCompleted"],
    refusal: "Order.CannotShipBadStatus",
  },
  /** A shipment that completed the order is gone. */
  reopen: {
    from: ["Completed"],
    to: "Open",
    stamps: [],
    clears: ["DateCompleted"],
    refusal: "Order.CannotShipBadStatus",
  },
});
