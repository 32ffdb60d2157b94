import type { OrderReturn } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import { stateMachine } from "./state-machine.ts";

export type ReturnAction = "submit" | "submitForApproval" | "approve" | "decline" | "withdraw" | "cancel" | "complete";

type Refusal =
  | "Order.CannotSubmitBadStatus"
  | "Order.MustBeAwaitingApproval"
  | "Order.CannotCancelInCurrentStatus"
  | "OrderReturn.CannotCompleteBadStatus";

type Subject = Pick<OrderReturn, "ID" | "OrderID" | "Status">;

const refused = (code: Refusal, { ID: OrderReturnID, OrderID, Status }: Subject) =>
  code === "OrderReturn.CannotCompleteBadStatus"
    ? apiError(code, { OrderReturnID, Status })
    : apiError(code, { OrderID, Status });

/** The steps of an order return (docs/behaviour/fulfilment.md §5.4). */
export const returnStates = stateMachine<OrderReturn, ReturnAction, Refusal, Subject>(refused, {
  submit: {
    from: ["Unsubmitted"],
    to: "Open",
    stamps: ["DateSubmitted"],
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
    refusal: "Order.MustBeAwaitingApproval",
  },
  decline: {
    from: ["AwaitingApproval"],
    to: "Declined",
    stamps: ["DateDeclined"],
    refusal: "Order.MustBeAwaitingApproval",
  },
  withdraw: {
    from: ["AwaitingApproval", "Open", "Declined"],
    to: "Canceled",
    stamps: ["DateCanceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  /** Step that OrderAdmin may take beyond withdrawing. */
  cancel: {
    from: ["AwaitingApproval", "Open", "Declined", "Completed"],
    to: "Canceled",
    stamps: ["DateCanceled"],
    refusal: "Order.CannotCancelInCurrentStatus",
  },
  /** Declared by OrderAdmin, or reached by the refunds. */
  complete: {
    from: ["Open"],
    to: "Completed",
    stamps: ["DateCompleted"],
    refusal: "OrderReturn.CannotCompleteBadStatus",
  },
});
