import { crud, list, post, remove, resource } from "../declare.ts";
import { flag } from "../field.ts";

export const orderReturns = resource("OrderReturns", {
  section: "Orders and fulfillment",
  description: "Requests to send back items of a submitted order.",
  roles: { read: ["OrderAdmin", "Shopper", "OrderReader"], write: ["OrderAdmin", "Shopper"] },
  anonymousReadsOnly: true,
  operations: [
    crud("/orderreturns/{returnID}", "OrderReturn", {
      noun: ["an order return", "order returns"],
      except: { List: { query: { approvable: flag("Only returns that wait for the caller's approval.") } } },
    }),
    list("ListApprovals", "/orderreturns/{returnID}/approvals", "OrderReturnApproval", {
      summary: "List the approvals of an order return.",
    }),
    post("Approve", "/orderreturns/{returnID}/approve", {
      summary: "Approve an order return.",
      body: "ApprovalInfo",
      optionalBody: true,
      reply: "OrderReturn",
      roles: ["OrderAdmin"],
    }),
    post("Cancel", "/orderreturns/{returnID}/cancel", { summary: "Cancel an order return.", reply: "OrderReturn" }),
    post("Complete", "/orderreturns/{returnID}/complete", {
      summary: "Complete an order return.",
      reply: "OrderReturn",
      roles: ["OrderAdmin"],
    }),
    post("Decline", "/orderreturns/{returnID}/decline", {
      summary: "Decline an order return.",
      body: "ApprovalInfo",
      optionalBody: true,
      reply: "OrderReturn",
      roles: ["OrderAdmin"],
    }),
    list("ListEligibleApprovers", "/orderreturns/{returnID}/eligibleapprovers", "User", {
      summary: "List the users who may approve an order return.",
      roles: ["OrderAdmin", "OrderReader"],
    }),
    remove("DeleteItem", "/orderreturns/{returnID}/items/{lineItemID}", {
      summary: "Take an item out of an order return.",
      reply: "OrderReturn",
    }),
    post("Submit", "/orderreturns/{returnID}/submit", { summary: "Submit an order return.", reply: "OrderReturn" }),
  ],
  raises: {
    "Create Save Patch": [
      "OrderReturn.ItemQuantityExceeded",
      "OrderReturn.ProductNotEligibleToReturn",
      "OrderReturn.CannotCreateDuplicateItemToReturn",
      "OrderReturn.RefundAmountMustNotBeNegative",
    ],
    "Create Save": ["Order.OrderReturnLimit"],
    "Create Save Patch DeleteItem": [
      "OrderReturn.CannotCreateBadOrderStatus",
      "OrderReturn.TotalRefundsExceedRefundAmount",
      "IntegrationEvent.BadRequest",
    ],
    "Delete Cancel": ["OrderReturn.NotAuthorizedToDelete"],
    Delete: ["Payment.ExceedsBalance"],
    Cancel: ["OrderReturn.CannotCancelUnsubmitted", "Order.CannotCancelInCurrentStatus"],
    Complete: ["OrderReturn.CannotCompleteBadStatus", "OrderReturn.CannotCompleteInvalidAmount"],
    "Approve Decline": ["Order.MustBeAwaitingApproval", "OrderReturn.NotEligibleToApproveOrDecline"],
    Submit: ["Order.CannotSubmitBadStatus", "OrderReturn.CannotCreateBadOrderStatus"],
  },
});
